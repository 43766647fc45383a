/* What makes the folder a package. Templates for `tranche vendors new`: every acme in here becomes the name that was given. */

export const packageJsonText = `{
  "name": "tranche-adapter-acme",
  "version": "0.0.0",
  "description": "The acme adapter of tranche.",
  "type": "module",
  "files": ["dist"],
  "exports": {
    ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" },
    "./package.json": "./package.json"
  },
  "scripts": {
    "test": "vitest run --testTimeout 20000",
    "types": "tsc --noEmit",
    "build": "tsc -p tsconfig.build.json"
  },
  "dependencies": {
    "@tranche/adapters": "^0.1.0",
    "@tranche/sdk": "^0.1.0",
    "zod": "^4.6.0"
  },
  "devDependencies": {
    "@types/node": "^24.0.0",
    "typescript": "^7.0.2",
    "vitest": "^5.1.0"
  },
  "engines": { "node": ">=24" }
}
`;

export const tsconfigText = `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["es2024"],
    "module": "nodenext",
    "moduleResolution": "nodenext",
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "exactOptionalPropertyTypes": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "noImplicitOverride": true,
    "noPropertyAccessFromIndexSignature": true,
    "rewriteRelativeImportExtensions": true,
    "skipLibCheck": true,
    "declaration": true,
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
`;

export const tsconfigBuildText = `{
  "extends": "./tsconfig.json",
  "exclude": ["src/**/*.test.ts", "src/simulator"]
}
`;

export const gitignoreText = `node_modules
dist
`;

export const readmeText = `# tranche-adapter-acme

The acme adapter of \`tranche\`. Written along \`docs/writing-an-adapter.md\` of tranche, which explains the contract method by method.

\`\`\`
npm install
npm test          # the conformance suite; red until the simulator and the adapter are written
npm run types
npm run build
\`\`\`

1. Collect what the vendor's documents say: paths, states, errors, how a repeated create is recognised. Mark what is a guess.
2. Write \`src/simulator/\` from that: a real HTTP server that keeps what it was sent, with people who answer.
3. Write \`src/\` from the same documents and not from the simulator, in this order: \`wire.ts\`, \`errors.ts\`, \`engage.ts\`, \`submit.ts\`, \`find.ts\`,
   \`collect.ts\`, \`withdraw.ts\`, \`hint.ts\`. Correct \`capabilities\` in \`definition.ts\` as you learn.
4. \`npm test\` until it is green. What the vendor cannot do goes into \`gaps\` of \`src/conformance.test.ts\`, with its reason.

While you work, a config may name the source, relative to itself; once published, the package:

\`\`\`yaml
vendors:
  acme:
    adapter: ./tranche-adapter-acme/src/index.ts     # then: tranche-adapter-acme
    baseUrl: https://api.acme.example/v1
    credential: { env: ACME_API_KEY }
\`\`\`
`;

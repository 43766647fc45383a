// `pnpm tranche` is a script of the workspace, and pnpm starts those at its root: the command belongs where it was typed.
process.chdir(process.env.INIT_CWD ?? process.cwd());

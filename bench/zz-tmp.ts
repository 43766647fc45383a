import { measureDispatch } from "./dispatch.ts";
const f = await measureDispatch(8000); console.log(f, "ratio", (f.bareMs / f.engineMs).toFixed(3), Math.round(f.items / f.bareMs * 1000), Math.round(f.items / f.engineMs * 1000));
process.exit(0);

import { startScaleSimulator } from "@tranche/adapters/simulators";

/** A Scale-style simulator in a process of its own, so that what is measured is the client. Prints its address. */
const simulator = await startScaleSimulator({ port: 0, speed: 1, seed: 1 });
process.stdout.write(`${JSON.stringify({ baseUrl: simulator.baseUrl, key: simulator.key })}\n`);
process.on("SIGTERM", () => void simulator.close().then(() => process.exit(0)));

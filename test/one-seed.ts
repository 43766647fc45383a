import fc from "fast-check";

/*
 * Properties visit the same worlds every time, so that what is green stays green until somebody changes something. Other worlds: `TRANCHE_SEED=7`, with
 * `TRANCHE_WORLDS`, `TRANCHE_PLANS` and their like for more of them.
 */
fc.configureGlobal({ seed: Number(process.env["TRANCHE_SEED"] ?? 20_260_101) });

/**
 * The report's whole style sheet. Nothing is fetched: system fonts, no images. Vendors have eight colours that keep apart for most
 * people with a colour deficiency (after Okabe and Ito, darker on white, lighter on black) and are named wherever they appear.
 */
export const style: string = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b1f24; --faint: #5b6470; --line: #d9dee4; --track: #e8ebef; --good: #14713f; --warn: #8a5a00; --bad: #b3261e;
  --v0: #0067a5; --v1: #c35100; --v2: #00785a; --v3: #9b3f8f; --v4: #8a6d00; --v5: #2b8cbe; --v6: #7a4b2a; --v7: #5b6470; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171b; --card: #1c2127; --ink: #e7eaee; --faint: #a3adb8; --line: #39414b; --track: #2d343c; --good: #6fcf97; --warn: #f2c14e; --bad: #ff8a80;
  --v0: #5ab4f0; --v1: #ff9e57; --v2: #3fcf9f; --v3: #e38fd6; --v4: #e3c34a; --v5: #9ad7f5; --v6: #d6a684; --v7: #a3adb8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 28px; } footer { padding-bottom: 32px; color: var(--faint); font-size: 13px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 0 0 4px; } h3 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 4px 0 12px; } .faint { color: var(--faint); } .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 16px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; } .tile span { color: var(--faint); font-size: 13px; }
.scroll { overflow-x: auto; margin: 8px 0; } .scroll:focus-visible { outline: 2px solid var(--v0); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); font-size: 13px; padding-bottom: 4px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
td.wrap { white-space: normal; min-width: 180px; } th { font-weight: 600; } thead th { color: var(--faint); font-weight: 500; font-size: 13px; }
tbody th { white-space: normal; min-width: 116px; overflow-wrap: break-word; } th.n, td.n { text-align: right; } tbody tr:last-child > * { border-bottom: 0; } tfoot > tr > * { border-top: 1px solid var(--line); border-bottom: 0; font-weight: 600; }
td small { color: var(--faint); font-size: 12px; }
.name { white-space: nowrap; } .dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 7px; vertical-align: 0; }
figure { margin: 12px 0 4px; } figcaption { color: var(--faint); font-size: 13px; margin-bottom: 8px; }
svg { display: block; width: 100%; overflow: visible; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 6px 0 0 48px; font-size: 13px; }
.plot { position: relative; height: 260px; margin: 16px 16px 26px 48px; } .plot svg { position: absolute; inset: 0; height: 100%; overflow: hidden; }
.plot .y, .plot .x { position: absolute; color: var(--faint); font-size: 12px; line-height: 1; white-space: nowrap; }
.plot .y { right: calc(100% + 8px); transform: translateY(50%); } .plot .x { top: calc(100% + 8px); transform: translateX(-50%); }
.rows { display: grid; grid-template-columns: minmax(64px, max-content) minmax(90px, 1fr) max-content; gap: 8px 14px; align-items: center; font-variant-numeric: tabular-nums; }
.rows > div:nth-child(3n) { text-align: right; } .rows svg { height: 14px; } .rows .axis { display: flex; justify-content: space-between; color: var(--faint); font-size: 12px; line-height: 1; }
.verdicts { padding-left: 18px; margin: 8px 0; } .verdicts li { margin: 4px 0; }
details { margin: 6px 0; } summary { cursor: pointer; } .ids { color: var(--faint); font-size: 13px; overflow-wrap: anywhere; margin: 6px 0 10px; }
@media (max-width: 560px) { section { padding: 14px; } main, header, footer { padding-left: 10px; padding-right: 10px; } h1 { font-size: 21px; }
  .rows { grid-template-columns: 1fr max-content; grid-auto-flow: row dense; gap: 4px 14px; } .rows > .track { grid-column: 1 / -1; margin-bottom: 6px; } .rows .axis-end, .rows .axis-start { display: none; } .plot { height: 210px; } }
@media print { :root { --page: #fff; --card: #fff; --ink: #000; --faint: #444; --line: #bbb; --track: #e8ebef; --good: #14713f; --warn: #8a5a00; --bad: #b3261e;
  --v0: #0067a5; --v1: #c35100; --v2: #00785a; --v3: #9b3f8f; --v4: #8a6d00; --v5: #2b8cbe; --v6: #7a4b2a; --v7: #5b6470; }
  body { font-size: 11px; } thead th, caption, figcaption, .legend, .plot .x, .plot .y, .rows .axis, td small { font-size: 10px; } h1 { font-size: 20px; } h2 { font-size: 15px; } h3 { font-size: 12px; }
  section, .tile, figure, tr { break-inside: avoid; } section.long { break-inside: auto; } h2, h3, caption { break-after: avoid; }
  .scroll { overflow: visible; } svg, .dot { print-color-adjust: exact; -webkit-print-color-adjust: exact; } th, td { padding: 3px 8px 3px 0; } td.wrap { min-width: 90px; } tbody th { min-width: 0; } }
`;

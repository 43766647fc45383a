import { themeProperties } from "./theme.ts";

/**
 * The report's whole style sheet. Nothing is fetched: system fonts, no images. The theme follows the reader's system until one of the
 * three buttons says otherwise, without a script; paper is always light.
 */
export const style: string = `
:root { color-scheme: light dark; ${themeProperties} }
:root:has(#theme-light:checked) { color-scheme: light; } :root:has(#theme-dark:checked) { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 1180px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 24px; display: flow-root; } footer { padding-bottom: 32px; color: var(--faint); font-size: 13px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 0 0 4px; overflow-wrap: anywhere; } h3 { font-size: 15px; margin: 26px 0 6px; }
p { margin: 4px 0 12px; overflow-wrap: anywhere; } .faint { color: var(--faint); } .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.theme { float: right; border: 1px solid var(--line); border-radius: 8px; margin: 2px 0 8px 16px; padding: 2px; display: flex; font-size: 13px; background: var(--card); }
.theme legend, .away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.theme label { position: relative; border-radius: 6px; padding: 2px 10px; cursor: pointer; color: var(--faint); } .theme label:has(:checked) { background: var(--track); color: var(--ink); }
.theme input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; } .theme label:has(:focus-visible), summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--v0); outline-offset: 2px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 16px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; overflow-wrap: anywhere; }
.tile b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; } .tile span { color: var(--faint); font-size: 13px; }
.scroll { overflow-x: auto; margin: 8px 0; background: linear-gradient(to right, var(--card) 40%, transparent) left / 40px 100% no-repeat local, linear-gradient(to left, var(--card) 40%, transparent) right / 40px 100% no-repeat local,
  linear-gradient(to right, var(--line), transparent) left 2px top 2px / 10px calc(100% - 5px) no-repeat scroll, linear-gradient(to left, var(--line), transparent) right 2px top 2px / 10px calc(100% - 5px) no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); font-size: 13px; padding-bottom: 4px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 2px; }
td.wrap { white-space: normal; min-width: 180px; } th { font-weight: 600; } thead th { color: var(--faint); font-weight: 500; font-size: 13px; vertical-align: bottom; }
tbody th { white-space: normal; min-width: 96px; overflow-wrap: break-word; } th.n, td.n { text-align: right; } tbody tr:last-child > * { border-bottom: 0; } tfoot > tr > * { border-top: 1px solid var(--line); border-bottom: 0; font-weight: 600; }
td small { color: var(--faint); font-size: 12px; }
.name { display: inline-flex; align-items: baseline; } .legend .name { overflow-wrap: anywhere; } .dot { flex: none; width: 10px; height: 10px; border-radius: 3px; margin-right: 7px; vertical-align: 0; }
.picture { margin: 12px 0 4px; } .picture > .scroll { font-size: 13px; max-height: 460px; overflow: auto; } .picture thead th { position: sticky; top: 0; background: var(--card); } .picture td small { display: block; } .picture thead th { white-space: normal; } .picture tbody th { font-weight: 500; }
figure { margin: 12px 0 4px; } .picture > figure { margin: 0; } figcaption { color: var(--faint); font-size: 13px; margin-bottom: 8px; max-width: 700px; text-wrap: pretty; }
svg { display: block; height: auto; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
svg.wide { width: 100%; max-width: 700px; } svg.half { max-width: 540px; } svg.narrow { display: none; width: 100%; max-width: 420px; }
svg.piece { flex: none; width: 26px; height: 8px; margin-right: 7px; vertical-align: 1px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 6px 0 0 4px; font-size: 13px; max-width: 700px; }
.pair { display: grid; gap: 12px 24px; } .pair figure { margin: 0; }
.verdicts { padding-left: 18px; margin: 8px 0; } .verdicts li { margin: 4px 0; overflow-wrap: anywhere; }
details { margin: 6px 0; } summary { cursor: pointer; overflow-wrap: anywhere; } .ids { color: var(--faint); font-size: 13px; overflow-wrap: anywhere; margin: 6px 0 10px; }
@media screen and (min-width: 641px) { section > .scroll tbody th { min-width: 150px; } }
@media screen and (min-width: 1080px) { .picture { display: grid; grid-template-columns: minmax(0, 700px) minmax(300px, 1fr); gap: 0 32px; align-items: start; } .pair { grid-template-columns: 1fr 1fr; } }
@media (max-width: 640px) { section { padding: 14px; } main, header, footer { padding-left: 10px; padding-right: 10px; } h1 { font-size: 21px; }
  svg.wide { display: none; } svg.narrow { display: block; } .tiles { grid-template-columns: 1fr 1fr; gap: 8px; } .tile { padding: 8px 12px; } .theme label { padding: 2px 8px; } }
@media print { :root, :root:has(:checked) { color-scheme: light; --page: #fff; } .theme { display: none; } @page { margin: 14mm; }
  body { font-size: 11px; } thead th, caption, figcaption, .legend, td small, .picture > .scroll { font-size: 10px; } h1 { font-size: 20px; } h2 { font-size: 15px; } h3 { font-size: 12px; }
  .tiles { grid-template-columns: repeat(5, 1fr); gap: 8px; } .tile { padding: 6px 10px; } .tile b { font-size: 15px; } .tile span, .ids { font-size: 10px; }
  section { padding: 12px 14px; } section, .tile, figure, .picture, tr { break-inside: avoid; } section.long { break-inside: auto; } h2, h3, caption { break-after: avoid; }
  .picture, .pair { display: block; } .picture > .scroll { max-width: 700px; max-height: none; } svg.wide { display: block; max-width: 640px; } svg.half { max-width: 500px; } svg.narrow { display: none; }
  .scroll { overflow: visible; background: none; } body, .dot, svg, .tile { print-color-adjust: exact; -webkit-print-color-adjust: exact; } table { font-size: 10px; } th, td { padding: 3px 5px 3px 0; } td.wrap { min-width: 90px; } tbody th { min-width: 0; }
  details::details-content { content-visibility: visible; display: block; height: auto; } summary { list-style: none; } }
`;

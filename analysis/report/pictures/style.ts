/** How the pictures look: colours come from the page, so they follow light and dark. */
import { tones } from "../facts";

const toneNumbers = Array.from({ length: tones }, (_, tone) => tone);
const categories = ["source", "build", "test", "approval", "deploy", "invoke", "compute", "other"];

export const pictureStyle = `
.picture { overflow-x: auto; margin: .75rem 0 1.25rem; padding: .9rem; border: 1px solid var(--line);
  border-radius: 10px; background: var(--paper); }
.picture svg { display: block; max-width: 100%; height: auto; }
@media screen and (max-width: 60rem) { .picture svg { max-width: none; } }
.picture text { fill: var(--text); font-family: inherit; }
.picture text.muted { fill: var(--muted); }
.picture text.good { fill: var(--good); }
.picture text.bad { fill: var(--bad); }
.picture text.crossing { fill: var(--link); }
.picture path { fill: none; }
${categories.map((name) => `.category-${name} { --category: var(--${name}); }`).join("\n")}
.picture text.category { fill: var(--category); }
.action-box { fill: var(--paper); stroke: var(--line); }
.action-bar { fill: var(--category); }
.stage-box { fill: var(--raised); stroke: var(--line); }
.trigger-box { fill: var(--raised); stroke: var(--strong-line); }
.picture .trigger-mark { fill: var(--source); }
.condition-box { fill: var(--paper); stroke: var(--strong-line); stroke-dasharray: 4 3; }
.condition-box.success { stroke: var(--good); }
.condition-box.failure { stroke: var(--bad); }
.flow { stroke: var(--strong-line); stroke-width: 2; }
.picture .flow.head { fill: var(--strong-line); stroke: none; }
.artifact { stroke: var(--artifact); stroke-width: 2; }
.picture .artifact.head { fill: var(--artifact); stroke: none; }
.artifact-drop { stroke: var(--artifact); stroke-dasharray: 2 3; }
.artifact-made { fill: var(--artifact); }
.picture text.artifact-text { fill: var(--artifact); }
.picture text.lane-text, .edge text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.badge.region { fill: var(--raised); stroke: var(--line); }
${toneNumbers.map((tone) => `rect.badge.tone-${tone} { fill: var(--tone-${tone}); } rect.band.tone-${tone} { fill: var(--tone-${tone}); fill-opacity: .45; }`).join("\n")}
.divider { stroke: var(--line); }
.stack-box, .role-box { fill: var(--paper); stroke: var(--strong-line); }
.stack-box.open { stroke: var(--bad); stroke-width: 2; }
.service-box { fill: var(--raised); stroke: var(--strong-line); }
.need { stroke: var(--strong-line); stroke-opacity: .7; stroke-width: 1.3; }
.picture .need.head { fill: var(--strong-line); stroke: none; }
.becomes { stroke: var(--good); stroke-width: 1.6; }
.picture .becomes.head { fill: var(--good); stroke: none; }
.becomes.bad { stroke: var(--bad); stroke-dasharray: 6 4; }
.picture .becomes.bad.head { fill: var(--bad); }
.becomes.open { stroke: var(--open); stroke-dasharray: 3 3; }
.picture .becomes.open.head { fill: var(--open); }
`;

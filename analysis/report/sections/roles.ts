/** Every role of every account: who may become it, by its trust document. */
import { type Child, type Element, element } from "../element";
import type { Facts, RoleFacts } from "../facts";
import type { Trusted } from "../facts/trust";
import { accountBadge, countBadges, longName, roleReference, table } from "./parts";

export function rolesSection(facts: Facts): Element {
  return element(
    "section",
    { id: "roles", "aria-labelledby": "roles-heading" },
    element("h2", { id: "roles-heading" }, "Roles"),
    element(
      "p",
      {},
      "Who is trusted comes from the trust document of each role; who is trusted still needs a policy of its own that allows it. Requests are those that the role makes in runs and deliveries.",
    ),
    ...facts.accounts.flatMap((account) => {
      const mine = facts.roles.filter(({ accountId }) => accountId === account.id);
      if (mine.length === 0) return [];
      return [
        element("h3", {}, `Roles of ${account.label}`),
        table({
          caption: `Roles of account ${account.id}`,
          heads: ["Role", "Account", "Trusted", "Boundary", "Requests"],
          rows: mine.map((role) => roleRow(role, facts)),
        }),
      ];
    }),
  );
}

function roleRow(role: RoleFacts, facts: Facts) {
  return {
    attributes: { id: role.id, "data-role": role.arn },
    cells: [
      [
        role.name,
        longName(role.arn),
        role.description ? element("span", { class: "muted block" }, role.description) : undefined,
      ],
      [accountBadge(role.accountId, facts), element("span", { class: "muted block" }, role.stack)],
      [
        element(
          "ul",
          { class: "plain" },
          ...role.trustedBy.map((trusted) => element("li", {}, ...trustText(trusted, facts))),
        ),
      ],
      [role.boundary ?? "none"],
      countBadges(role.requests),
    ] satisfies Child[][],
  };
}

function trustText({ kind, who, denied, when }: Trusted, facts: Facts): Child[] {
  const said: Child[] =
    kind === "role"
      ? roleReference(who, facts)
      : kind === "account"
        ? ["every role of ", accountBadge(who, facts), " that its own policies allow"]
        : [kind === "unread" ? `not known: ${who}` : `${kind} ${who}`.replace("anyone anyone", "anyone")];
  return [
    ...(denied ? [element("strong", { class: "bad" }, "never "), ...said] : said),
    ...when.map((text) => element("span", { class: "muted block" }, `if ${text}`)),
  ];
}

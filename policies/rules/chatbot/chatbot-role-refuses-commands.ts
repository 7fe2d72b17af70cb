import { z } from "zod";
import { role, statementsOfAll } from "../../documents";
import type { StackRule } from "../../rule";

const inline = "aws:iam/rolePolicy:RolePolicy";
const config = z.strictObject({
  commands: z.boolean().default(false).describe("Whether commands from chats are wanted"),
});

/**
 * The role of a chat channel is denied everything, so that nobody commands from a chat.
 *
 * Members of a channel share the role that the channel is configured with.
 *
 * Service: chatbot. Severity: high. Topics: least-privilege.
 */
export const chatbotRoleRefusesCommands: StackRule<z.infer<typeof config>> = {
  name: "chatbot-role-refuses-commands",
  description: "The role of a chat channel is denied everything, so that nobody commands from a chat.",
  level: "mandatory",
  severity: "high",
  service: "chatbot",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html",
  remedy: "Give the role a policy that denies * on *, or configure that commands are wanted.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  reads: [role, inline],
  checkStack(resources, report, { commands }) {
    if (commands) return;
    for (const each of resources.filter(({ type, props }) => type === role && isOfChat(props["assumeRolePolicy"]))) {
      const own = resources.filter(({ type, props }) => type === inline && props["role"] === each.props["name"]);
      const { found, unknown } = statementsOfAll(own.map(({ props }) => props["policy"]));
      const denied = found.some(
        ({ effect, actions, resources: on, conditions }) =>
          effect === "Deny" && actions.includes("*") && on.includes("*") && conditions.length === 0,
      );
      if (denied) continue;
      if (unknown) report.undecided("policy", each.urn);
      else report.violation("Whoever is in the channel can use the role's rights.", each.urn);
    }
  },
};

function isOfChat(trust: unknown): boolean {
  if (typeof trust !== "string" || !trust.includes("chatbot.")) return false;
  const { found } = statementsOfAll([trust]);
  return found.some(({ principals }) => (principals["Service"] ?? []).includes("chatbot.amazonaws.com"));
}

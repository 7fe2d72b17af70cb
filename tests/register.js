// Loaded by mocha before the tests.

require("./transpiler");
// Before anything loads the Pulumi SDK: it takes five times as long with all of its parts.
require("../runner/graph/lazy");
// The versions are pinned; the notice that later ones will want Node 22 would only hide the tests' own output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// Random schedules and inputs, but the same ones in every run; FC_SEED explores others.
require("fast-check").configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261121) });

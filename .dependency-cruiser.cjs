/** The import table of the house. Each rule says what the importer should use instead. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: "\\.test\\.tsx?$|/testing/|/test/" },
  to: { path: "^(db|workers|dashboard|widget|site)/", pathNot: allowed },
});

const npmOnly = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: "\\.test\\.tsx?$|/testing/|/test/" },
  to: { dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional"], pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "types may refer to each other, running code may not",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(cloudflare:|astro:|virtual:)" },
    },
    only("contract-alone", "^workers/contract/", "^workers/contract/", "contract imports nothing of ours"),
    npmOnly("contract-zod", "^workers/contract/", "node_modules/zod/", "contract uses zod only"),
    {
      name: "wire-without-dependency",
      severity: "error",
      from: { path: "^workers/contract/src/frames/wire\\.ts$" },
      to: { path: ".+" },
    },
    only("ai-on-contract", "^workers/ai/", "^workers/(ai|contract)/", "ai knows contract only"),
    only("db-on-contract", "^db/", "^(db|workers/contract)/", "db knows contract only"),
    {
      name: "one-driver",
      severity: "error",
      comment: "use tenantBatch, tenantTx or the control doors of db/src",
      from: { pathNot: "^db/src/client\\.ts$|\\.test\\.ts$|/testing/" },
      to: { path: "node_modules/@neondatabase/serverless/" },
    },
    only(
      "services-below-http",
      "^workers/edge/src/(services|rag)/",
      "^(db|workers/(contract|ai|edge/src/(services|rag|sealing|observability|env|auth/|rooms/join|doors/(admission|door-name)|mail/(mailer|messages))))",
      "rules know no transport",
    ),
    {
      name: "services-without-platform",
      severity: "error",
      from: { path: "^workers/edge/src/(services|rag)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^cloudflare:|node_modules/(hono|@hono)/" },
    },
    only(
      "room-core-pure",
      "^workers/edge/src/rooms/core/",
      "^workers/(contract|edge/src/rooms/core)/",
      "the core is a function of state and event",
    ),
    only(
      "ingest-not-edge",
      "^workers/ingest/",
      "^(db|workers/(contract|ai|ingest))/",
      "Lambda code never imports the Worker",
    ),
    only(
      "widget-wire-only",
      "^widget/src/",
      "^(widget/|workers/contract/src/frames/wire\\.ts$)",
      "the widget imports the wire types only",
    ),
    npmOnly("widget-no-packages", "^widget/src/", "^$", "the widget has no runtime dependency"),
    only(
      "dashboard-on-contract",
      "^dashboard/",
      "^(dashboard/|workers/contract/)",
      "types of the API come by `import type`",
    ),
    only("site-on-contract", "^site/", "^(site/|workers/contract/)", "the site reads problems and plans"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.astro|\\.types)/" },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["workerd", "import", "types", "default"] },
    parser: "swc",
  },
};

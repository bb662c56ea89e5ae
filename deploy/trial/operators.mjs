// Holds the operators' objects of rendered files to the models of their custom resources:
// node operators.mjs FILE… with what `npm install` put beside it. Of a kind without a model, it says so; an unknown one fails.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { loadAll } = require("js-yaml");
const models = {
  "keda.sh/v1alpha1": require("@kubernetes-models/keda/keda.sh/v1alpha1"),
  "postgresql.cnpg.io/v1": require("@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1"),
};
// Their models are in no registry of packages: hold them to `kubectl get crd` of a cluster with the operators.
const WITHOUT_MODEL = new Set([
  "postgresql.cnpg.io/v1 Database",
  "barmancloud.cnpg.io/v1 ObjectStore",
  "rabbitmq.com/v1beta1 RabbitmqCluster",
]);
const OPERATORS = /^(keda\.sh|postgresql\.cnpg\.io|barmancloud\.cnpg\.io|rabbitmq\.com)\//;

function verdict(object) {
  const kind = `${object.apiVersion} ${object.kind}`;
  if (WITHOUT_MODEL.has(kind)) return `${kind}: no model`;
  const Model = models[object.apiVersion]?.[object.kind];
  if (!Model) throw new Error(`${kind} is not known`);
  new Model(object).validate();
  return `${kind}: holds`;
}

const verdicts = process.argv
  .slice(2)
  .flatMap((file) => loadAll(readFileSync(file, "utf8")))
  .filter((object) => OPERATORS.test(object.apiVersion))
  .map(verdict);
const counts = new Map();
for (const one of verdicts) counts.set(one, (counts.get(one) ?? 0) + 1);
for (const [one, count] of counts) console.log(`${count} × ${one}`);

// Drives aTES by the types that openapi-typescript makes of its document: whatever is used here is in the document.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Transfer = components["schemas"]["TransferAnswer"];

const DRAWS_MAX = 200;
const ARRIVES_WITHIN_MS = 20_000;
const [baseUrl = "", employeeLogin = "", accountantLogin = "", password = "", accountantPassword = ""] =
  process.argv.slice(2);

async function signedIn(username: string, secret: string) {
  const client = createClient<paths>({ baseUrl });
  const { data, error } = await client.POST("/api/v1/auth/token", {
    body: { grant_type: "password", username, password: secret },
    bodySerializer: (body) => new URLSearchParams(body as Record<string, string>),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  if (!data) throw new Error(error.code);
  const bearer = { Authorization: `Bearer ${data.access_token}` };
  return createClient<paths>({ baseUrl, headers: bearer });
}

type Client = Awaited<ReturnType<typeof signedIn>>;

async function ownTask(client: Client, userId: string): Promise<string> {
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const { data, error } = await client.POST("/api/v1/tasks", { body: { title: "By a generated client" } });
    if (!data) throw new Error(error.code);
    if (data.assignee_id === userId) return data.id;
  }
  throw new Error("no draw fell on the author");
}

async function statement(client: Client, until: (transfers: Transfer[]) => boolean): Promise<Transfer[]> {
  const deadline = Date.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const { data, error } = await client.GET("/api/v1/accounts/me/transfers", { params: { query: { limit: 500 } } });
    // The same address gives CSV to whoever asks for it.
    if (!data || typeof data === "string") throw new Error(error?.code);
    if (until(data.items)) return data.items;
    if (Date.now() > deadline) throw new Error("the statement does not have it");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const employee = await signedIn(employeeLogin, password);
const me = (await employee.GET("/api/v1/users/me")).data;
if (!me) throw new Error("nobody is signed in");
const task = await ownTask(employee, me.id);
const completed = await employee.POST("/api/v1/tasks/{task_id}/complete", { params: { path: { task_id: task } } });
if (completed.data?.status !== "done") throw new Error("not completed");
const rewarded = (each: Transfer) => each.kind === "reward" && each.task?.id === task;
await statement(employee, (transfers) => transfers.some(rewarded));

const accountant = await signedIn(accountantLogin, accountantPassword);
const correction = await accountant.POST("/api/v1/transfers/corrections", {
  body: { user_id: me.id, delta: { amount: 125, currency: "USD" }, reason: "a test of clients" },
});
if (!correction.data) throw new Error(correction.error.code);
const corrected = correction.data.id;
const transfers = await statement(employee, (all) => all.some((each) => each.id === corrected));
console.log(JSON.stringify(transfers.map((each) => [each.kind, each.delta.amount, each.delta.currency])));

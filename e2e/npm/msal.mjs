// Signs in with Microsoft's library for Node, and prints what it got:
//   node msal.mjs AUTHORITY app|person CLIENT_ID [REDIRECT_URI] < CLIENT_SECRET
// A person presses the first account's button on the sign-in page.
import { readFileSync } from "node:fs";
import { ConfidentialClientApplication } from "@azure/msal-node";

const [authority, way, clientId, redirectUri] = process.argv.slice(2);
const clientSecret = readFileSync(0, "utf8").trim();
// Else it asks Microsoft's own server about an authority it does not know.
const knownAuthorities = [new URL(authority).host];
const app = new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority, knownAuthorities } });

const asApp = async () => {
  const answer = await app.acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
  return answer.accessToken ? "token" : "no token";
};

const asPerson = async () => {
  const login = await app.getAuthCodeUrl({ scopes: ["User.Read"], redirectUri, responseMode: "query" });
  const page = await (await fetch(login)).text();
  const field = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
  if (!field("ticket")) throw new Error(page);
  const [, action] = page.match(/<form[^>]* action="([^"]*)"/);
  const back = await fetch(new URL(action.replaceAll("&amp;", "&"), login), {
    method: "POST", redirect: "manual", body: new URLSearchParams({ ticket: field("ticket"), user: field("user") }),
  });
  const code = new URL(back.headers.get("location")).searchParams.get("code");
  const answer = await app.acquireTokenByCode({ scopes: ["User.Read"], redirectUri, code });
  const accounts = await app.getTokenCache().getAllAccounts();
  return `${answer.account.name} ${answer.account.username} ${accounts.length}`;
};

try {
  console.log(await (way === "app" ? asApp() : asPerson()));
} catch (refused) {
  console.log(refused.errorMessage ?? String(refused));
}

"use strict";
const $ = (id) => document.getElementById(id);
const faults = {
  "911": { kind: "word", word: "911" },
  "badauth": { kind: "word", word: "badauth" },
  "abuse": { kind: "word", word: "abuse" },
  "HTTP 500": { kind: "status", status: 500 },
  "HTTP 403": { kind: "status", status: 403 },
  "HTTP 429, Retry-After 60": { kind: "too-many", retry_after_seconds: 60 },
  "slow by 5 s": { kind: "slow", ms: 5000 },
  "cut after 4 bytes": { kind: "cut-after", bytes: 4 },
  "answer lost": { kind: "lost-answer" },
  "empty": { kind: "empty" },
  "HTML portal": { kind: "html-portal" },
  "1 MB": { kind: "huge-body" },
  "other address": { kind: "other-address", address: "198.51.100.66" },
  "redirect": { kind: "redirect", location: "https://elsewhere.hemma.test/" },
  "problem 503 (HostUp's API)": { kind: "problem", status: 503, code: "upstream_unavailable" },
  "no TLS handshake": { kind: "broken-tls", how: "handshake" },
  "expired certificate": { kind: "broken-tls", how: "expired" },
  "certificate for another host": { kind: "broken-tls", how: "wrong-host" },
  "dead": { kind: "dead" },
  "SERVFAIL (DNS)": { kind: "serv-fail" },
  "stale (DNS)": { kind: "stale" },
};
// A list longer than this helps nobody on a page.
const most = 60;
let seen = 0;

function say(text, bad) {
  $("message").textContent = text;
  $("message").classList.toggle("bad", Boolean(bad));
}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function act(text, method, path, body) {
  try {
    show(await call(method, path, body));
    say(text);
  } catch (error) {
    say("That did not work: " + error.message, true);
  }
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(cells) {
  const made = element("tr");
  for (const cell of cells) made.append(cell instanceof Node ? cell : element("td", cell));
  return made;
}

const both = (pair) => [pair.ipv4, pair.ipv6].filter(Boolean).join(", ") || "–";

function show(state) {
  for (const family of ["ipv4", "ipv6"]) {
    const input = $("router").elements[family];
    if (document.activeElement !== input) input.value = state.router[family] ?? "";
  }
  $("names").replaceChildren(...state.names.map((name) => {
    const late = both(name.registered) !== both(name.shown);
    const shown = element("td", both(name.shown) + (late ? " (not yet)" : ""), late ? "late" : "");
    return row([name.name, name.service, both(name.registered), shown]);
  }));
  const lines = state.faults.flatMap((line) => [
    ...line.queued.map((fault) => line.target + ": " + JSON.stringify(fault) + ", once"),
    ...(line.standing ? [line.target + ": " + JSON.stringify(line.standing) + ", until cleared"] : []),
  ]);
  $("faults").replaceChildren(...(lines.length ? lines : ["Nothing is broken."]).map((line) => element("li", line)));
  showAccounts(state);
  showHostup(state);
  const target = $("fault").elements.target;
  if (!target.length) target.append(...state.faults.map((line) => new Option(line.target, line.target)));
}

function showAccounts(state) {
  const items = state.accounts.map((account) => {
    const path = "/api/account", who = { service: account.service, user: account.user };
    return item(account.service + ": " + (account.user || "(by its secret)"), account.blocked, [
      [account.blocked ? "Unblock" : "Block", () => act("Done.", "POST", path, { ...who, blocked: !account.blocked })],
      ["Change password", () => act("The password of " + account.user + " is now “another-secret”.", "POST", path,
        { ...who, password: "another-secret" })],
    ]);
  });
  fill("accounts", items);
}

const hostup = (text, where, body) => act(text, "POST", "/api/hostup" + where, body);

function showHostup(state) {
  const limits = [...new Set(state.hostup_keys.map((key) => key.limit.requests + " in " + key.limit.window_seconds + " s"))];
  $("limit").textContent = "Limits of requests: " + (limits.join(", ") || "none");
  fill("keys", state.hostup_keys.map((key) => {
    const place = key.bound_to ? ", only from " + key.bound_to : "";
    const text = key.name + " (" + key.account + "): " + key.scopes.join(" ") + place + ", used " + key.used;
    return item(text, key.revoked || key.account_inactive, [
      [key.revoked ? "Restore" : "Revoke", () => hostup("Done.", "/key", { name: key.name, revoked: !key.revoked })],
    ], key.name);
  }));
  fill("configs", state.hostup.map((config) => {
    const v4 = config.record_type === "A";
    const write = { id: config.id, address: v4 ? "198.51.100.99" : "2001:db8:99::99" };
    const text = config.hostname + " " + config.record_type + ", " + config.update_count + " updates";
    return item(text, config.blocked || !config.enabled, [
      [config.enabled ? "Disable" : "Enable", () => hostup("Done.", "", { id: config.id, enabled: !config.enabled })],
      ["Second writer", () => hostup("Somebody else set " + config.hostname + ".", "/write", write)],
      ["New token", () => hostup("It was deleted and made anew.", "", { id: config.id, recreate: true })],
      ["Delete", () => hostup("It is gone.", "", { id: config.id, delete: true })],
    ], config.id);
  }));
  const domains = state.hostup_domains.map((domain) => {
    const why = domain.unavailable ? ": " + domain.unavailable : "";
    const body = { name: domain.name, unavailable: domain.unavailable ? null : "The domain was moved away." };
    return item(domain.name + " (" + domain.account + "), " + domain.service_status + why, Boolean(domain.unavailable), [
      [domain.unavailable ? "Make available" : "Make unavailable", () => hostup("Done.", "/domain", body)],
    ]);
  });
  const servers = state.hostup_vps.map((vps) => {
    const running = vps.power_state === "running";
    const body = { name: vps.name, power_state: running ? "stopped" : "running" };
    return item(vps.name + " (" + vps.account + "): " + (vps.hostname ?? "no hostname") + ", reverse DNS " + vps.reverse_dns,
      !running, [[running ? "Stop" : "Start", () => hostup("Done.", "/vps", body)]]);
  });
  fill("domains", [...servers, ...domains]);
}

// A list is rebuilt, so the focus is given back to the button that had it.
function fill(id, items) {
  const list = $(id);
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const rest = items.length - most;
  list.replaceChildren(...items.slice(0, most), ...(rest > 0 ? [element("li", "and " + rest + " more")] : []));
  if (focused) [...list.querySelectorAll("button")].find((button) => button.dataset.key === focused)?.focus();
}

function item(text, stopped, actions, key = text) {
  const made = element("li", text + (stopped ? " (stopped)" : ""));
  const buttons = element("span");
  for (const [index, [label, run]] of actions.entries()) {
    const button = element("button", label);
    button.dataset.key = key + " " + index;
    button.type = "button";
    button.setAttribute("aria-label", label + " " + text);
    button.addEventListener("click", run);
    buttons.append(button, " ");
  }
  made.append(buttons);
  return made;
}

async function refresh() {
  try {
    const state = await call("GET", "/api/state");
    show(state);
    if (state.last_ordinal > seen) {
      const { entries } = await call("GET", "/api/ledger?since=" + Math.max(0, state.last_ordinal - 100));
      seen = state.last_ordinal;
      $("ledger").replaceChildren(...entries.reverse().map((entry) => row([
        String(entry.ordinal), (entry.at_ms / 1000).toFixed(3) + " s", entry.target,
        entry.method + " " + entry.path + (entry.query ? " " + entry.query : ""),
        entry.answer, element("td", entry.rude ?? "", "rude"),
      ])));
    }
  } catch (error) {
    say("The sandbox does not answer: " + error.message, true);
  }
  window.setTimeout(refresh, 1000);
}

function start() {
  for (const name of Object.keys(faults)) $("fault").elements.fault.append(new Option(name, name));
  $("router").addEventListener("submit", (event) => {
    event.preventDefault();
    const { ipv4, ipv6 } = event.target.elements;
    act("The router moved.", "POST", "/api/router", { ipv4: ipv4.value.trim() || null, ipv6: ipv6.value.trim() || null });
  });
  $("next").addEventListener("click", () => {
    const last = Number(($("router").elements.ipv4.value || "203.0.113.6").split(".")[3]);
    act("The router moved.", "POST", "/api/router", { ipv4: "203.0.113." + ((last % 250) + 1) });
  });
  $("fault").addEventListener("submit", (event) => {
    event.preventDefault();
    const { target, fault, times } = event.target.elements;
    act("Broken as asked.", "POST", "/api/fault",
      { target: target.value, fault: faults[fault.value], times: times.value ? Number(times.value) : null });
  });
  $("clear").addEventListener("click", () => act("All faults cleared.", "DELETE", "/api/fault"));
  $("forgive").addEventListener("click", () => act("Everybody is forgiven.", "POST", "/api/forgive", {}));
  refresh();
}
start();

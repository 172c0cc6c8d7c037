"use strict";
// Every page works without this file. It sends forms without leaving the page, shows the bot's forms as dialogs,
// and brings in what others said. It never builds anything itself: the server draws, this puts it in place.

const dialog = document.body.appendChild(document.createElement("dialog"));
dialog.setAttribute("aria-labelledby", "form-title");
const resume = document.body.appendChild(document.createElement("button"));
Object.assign(resume, { className: "resume primary", hidden: true, textContent: "Draft kept. Continue" });
let touched = false;

const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// merge keeps the messages that did not change, so that focus, folds and what is being read stay where they are.
function merge(log, fresh) {
  if (log.dataset.version === fresh.dataset.version) return;
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.dataset.version = fresh.dataset.version;
  for (const old of log.querySelectorAll(":scope > .empty")) old.remove();
  for (const one of fresh.querySelectorAll(":scope > article")) {
    const old = document.getElementById(one.id);
    if (!old) log.append(one);
    else if (old.dataset.print !== one.dataset.print) old.replaceWith(one);
  }
  if (low) log.scrollTop = log.scrollHeight;
}

// left goes on with the page of whoever is signed in now, unless something was typed here: that is for its writer to send or to drop.
function left() {
  if (!document.querySelector(".gone") || !touched && !document.querySelector(".composer textarea")?.value.trim()) return location.reload();
  document.querySelector(".gone").hidden = false;
}

// put brings the parts of a page that came back into ours; unasked, it leaves alone the one the focus is in.
function put(page, sent) {
  if (page.body.dataset.who !== document.body.dataset.who) return left(); // another tab became somebody else, or the session is over
  document.querySelector(".gone")?.setAttribute("hidden", "");
  const log = document.querySelector("[data-log]"), fresh = page.querySelector("[data-log]");
  if (log && fresh) merge(log, fresh);
  for (const part of page.querySelectorAll("[data-part]")) {
    const name = part.dataset.part, old = document.querySelector(`[data-part="${name}"]`);
    if (!old || (!sent && old.contains(document.activeElement))) continue;
    const focused = old.contains(document.activeElement) && document.activeElement;
    if (name === "happened") old.textContent = part.textContent;
    else old.replaceWith(part);
    if (focused?.value) part.querySelector(`[value="${CSS.escape(focused.value)}"]`)?.focus();
  }
  if (sent) document.querySelector(".answer")?.focus();
}

// clear empties the composer and gives it a key of its own for the next message.
function clear(composer) {
  composer.reset();
  composer.elements.nonce.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

// renew takes over the token of a session that began since, and sends once more what was sent.
function renew(token, form, pressed) {
  for (const old of document.querySelectorAll("input[name=token]")) old.value = token;
  setTimeout(() => form.requestSubmit(pressed));
}

// ask shows a form: in the page if that is a form already, else in the dialog.
function ask(form) {
  const plain = document.querySelector("main [data-form]"), wrong = form.querySelector("[aria-invalid]");
  if (plain) plain.replaceWith(form);
  else dialog.replaceChildren(form);
  if (!plain && !dialog.open) dialog.showModal();
  touched = wrong !== null;
  resume.hidden = true;
  (wrong ?? form.querySelector(".fields :is(input, textarea, select)"))?.focus();
  wrong?.select?.();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  const large = [...form.querySelectorAll("[type=file]")].find((file) => file.files[0]?.size > file.dataset.most);
  if (large) return alert(large.dataset.large);
  form.dataset.busy = "yes";
  const filled = new FormData(form, event.submitter), body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = await parse(answer), asked = page.querySelector("[data-form]"), fault = page.querySelector("[data-fault]"), again = page.querySelector("[data-again]");
    if (fault) return alert(fault.textContent);
    if (again) return renew(again.elements.token.value, form, event.submitter);
    if ("composer" in form.dataset) clear(form);
    if (asked) return ask(asked);
    touched = false;
    if (dialog.open) dialog.close();
    if (new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
    put(page, true);
    const log = document.querySelector("[data-log]");
    if (log) log.scrollTop = log.scrollHeight;
  } catch {
    if (event.submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
    form.submit(); // the plain way; sent twice it still counts once
  } finally {
    delete form.dataset.busy;
  }
});

dialog.addEventListener("input", () => { touched = true; });
dialog.addEventListener("close", () => { resume.hidden = !touched; });
dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-cancel]")) return;
  event.preventDefault();
  touched = false;
  dialog.close();
});
resume.addEventListener("click", () => { resume.hidden = true; dialog.showModal(); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches(".composer textarea")) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});

async function refresh() {
  const log = document.querySelector("[data-log]");
  if (!log || document.hidden) return;
  const answer = await fetch(location.pathname + location.search, { headers: { "If-None-Match": log.dataset.version } });
  if (answer.ok) put(await parse(answer), false);
}
setInterval(() => refresh().catch(() => {}), 3000);

const zone = document.querySelector('form[action="/in/join"] input[name="f.zone"]'); // where somebody is who joins is known here alone
if (zone?.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
const log = document.querySelector("[data-log]");
if (log && !location.hash) log.scrollTop = log.scrollHeight;

// Autosave, what is wrong told on blur, and the preview. Without this file every page still works.
"use strict";

const window_ = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16)).join("");
const say = (what) => fetch("/vindu/" + what, { method: "POST", body: window_ }).catch(() => {});
say("åpent");
setInterval(() => say("åpent"), 60000);
addEventListener("pagehide", () => {
  if (form && !form.dataset.sendt && sent() !== last) navigator.sendBeacon(form.action, whole());
  navigator.sendBeacon("/vindu/lukket", window_);
});

let form, status_, timer, drawing, busy = false, again = false, last = "";

function start() {
  form = document.getElementById("skjema");
  const first = document.querySelector("[autofocus]");
  (first?.matches("details") ? first.querySelector("input:not([type=hidden]), select, textarea") : first)?.focus();
  openTarget();
  for (const slow of document.querySelectorAll("form[data-venter]")) {
    slow.addEventListener("submit", () => { slow.querySelector("[role=status]").textContent = slow.dataset.venter; });
  }
  if (!form) return;
  status_ = document.getElementById("status");
  form.elements.namedItem("vindu").value = window_;
  last = sent();
  form.addEventListener("input", () => soon(1000));
  form.addEventListener("change", () => soon(50));
  form.addEventListener("submit", () => { clearTimeout(timer); form.dataset.sendt = "ja"; });
  form.addEventListener("focusin", follow);
  preview();
}

// The document beside the form is the one that is being written: a row may have a document of its own.
function follow(event) {
  const place = document.getElementById("utsnitt");
  const row = event.target.closest("form > fieldset > details.rad");
  const own = place && row && JSON.parse(place.dataset.rader)[row.id.slice(2)];
  if (!own || own === place.dataset.dokument) return;
  place.dataset.dokument = own;
  preview();
}

// A link into a folded row opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement?.closest("details")) if (at.tagName === "DETAILS") at.open = true;
  if (target) { target.scrollIntoView(); target.focus(); }
}
addEventListener("hashchange", openTarget);

const sent = () => {
  const data = new URLSearchParams(new FormData(form));
  data.delete("state");
  return data.toString();
};

const whole = () => {
  const body = new URLSearchParams(new FormData(form));
  body.set("auto", "ja");
  return body;
};

function soon(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

async function save() {
  if (busy) { again = true; return; }
  const now = sent();
  if (now === last || form.dataset.sendt) return;
  busy = true;
  tell(form.dataset.lagrer);
  try {
    const answer = await fetch(form.action, { method: "POST", body: whole() });
    if (answer.status === 409) return clash(await answer.text());
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    last = now;
    form.elements.namedItem("state").value = said.state;
    document.getElementById("angre-knapp").hidden = !said.undo;
    tell(said.said);
    if (form.dataset.sjekket) mark(said.told);
    previewSoon();
  } catch {
    tell(form.dataset.ikkeLagret, true);
  } finally {
    busy = false;
    if (again) { again = false; soon(50); }
  }
}

function tell(text, wrong = false) {
  status_.textContent = text;
  status_.parentElement.classList.toggle("galt", wrong);
}

// Somebody else changed the same place: the server's page has both texts, with ours still in the form.
function clash(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  start();
}

function mark(told) {
  for (const place of form.querySelectorAll(".sagt")) place.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const one of told) {
    const place = document.getElementById("f-" + one.at + "-sagt");
    if (!place) continue;
    const line = document.createElement("p");
    line.className = one.error ? "feil" : "mangler";
    line.textContent = one.text + (one.hint ? ". " + one.hint : "");
    place.append(line);
    const field = document.getElementById("f-" + one.at);
    if (one.error && field?.matches("input, select, textarea")) field.setAttribute("aria-invalid", "true");
  }
}

// Drawn when the writing rests: a page of a document takes the machine some tenths of a second.
function previewSoon() {
  clearTimeout(drawing);
  drawing = setTimeout(preview, 1500);
}

async function preview() {
  const place = document.getElementById("utsnitt");
  if (!place) return;
  try {
    const { sak, dokument } = place.dataset;
    document.getElementById("dokument").href = sak + "/dokument/skolen/" + dokument;
    const answer = await fetch(sak + "/utsnitt/skolen/" + dokument);
    if (answer.ok) place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  } catch { /* the status line says when the program is gone */ }
}

start();

// Buttons, keys and a slider that count steps. The browser holds the step: the server is told where
// it stands now, never "one more", so it makes no difference how long an answer takes.

const rows = new WeakMap() // the element Streamlit gives us -> its row
const LOST = 5000 // milliseconds after which no answer is waited for
const TYPING = "input:not([type=range]), textarea, select, [contenteditable=true]"

export default function (component) {
  const { parentElement, data } = component
  const row = rows.get(parentElement) ?? mount(parentElement, data)
  row.component = component
  if (data.at === row.sent) answered(row)
  if (row.here > data.most) row.here = data.most
  show(row)
  send(row)
  // Streamlit also says goodbye to a drawing that a newer one has overtaken.
  return () => parentElement.isConnected || unmount(row)
}

function mount(parentElement, data) {
  const box = parentElement.querySelector(".word-steps")
  const row = { parentElement, box, here: data.at, sent: data.at, waiting: false }
  row.onkey = (event) => press(row, event)
  document.addEventListener("keydown", row.onkey)
  box.setAttribute("aria-label", data.label)
  box.replaceChildren(...buttons(row, data), slider(row, data))
  rows.set(parentElement, row)
  return row
}

function unmount(row) {
  pause(row)
  clearTimeout(row.patience)
  document.removeEventListener("keydown", row.onkey)
  rows.delete(row.parentElement)
}

function buttons(row, data) {
  const by = (name, step, icon, key) => button(name, icon, () => go(row, row.here + step), key)
  const next = by("Next", 1, "arrow_forward", "N")
  next.classList.add("primary")
  const made = [by("Back", -1, "arrow_back", "B"), next]
  if (data.playEvery) made.push((row.play = button("Play", "play_arrow", () => toggle(row), "P")))
  made.push(...data.jumps.map((jump) => by(`Run ${jump}`, jump, "fast_forward")))
  made.push(button("To the start", "first_page", () => go(row, 1)))
  if (data.toEnd) made.push(button("To the end", "last_page", () => go(row, Infinity)))
  return made
}

function button(name, icon, onclick, key) {
  const made = document.createElement("button")
  made.type = "button"
  made.onclick = onclick
  made.append(part("span", "word-steps-icon", icon, true), part("span", "word-steps-name", name))
  if (key) {
    made.append(part("kbd", "", key, true))
    made.setAttribute("aria-keyshortcuts", key)
  }
  return made
}

function part(tag, look, text, hidden) {
  const made = document.createElement(tag)
  made.className = look
  made.textContent = text
  if (hidden) made.ariaHidden = "true"
  return made
}

function slider(row, data) {
  const label = document.createElement("label")
  row.slider = Object.assign(document.createElement("input"), { type: "range", min: 1, step: 1 })
  row.slider.ariaLabel = data.label
  row.slider.oninput = () => go(row, Number(row.slider.value))
  row.says = part("output", "", "")
  label.append(row.says, row.slider)
  return label
}

// ---- steps ----------------------------------------------------------------------------------

function go(row, to) {
  row.here = Math.min(Math.max(to, 1), row.component.data.most)
  show(row)
  send(row)
}

// One question at a time: what is pressed meanwhile is sent, as one, when the answer is here.
// (Streamlit also forgets pictures that a third open question still counts on.)
function send(row) {
  if (row.waiting || row.here === row.sent) return
  row.sent = row.here
  row.waiting = true
  row.patience = setTimeout(() => { answered(row); send(row) }, LOST)
  row.component.setStateValue("position", row.here)
}

function answered(row) {
  row.waiting = false
  clearTimeout(row.patience)
}

function show(row) {
  const { label, most } = row.component.data
  row.slider.max = most
  row.slider.value = row.here
  row.says.textContent = `${label} ${row.here} of ${most}`
}

// ---- keys and play --------------------------------------------------------------------------

function press(row, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return
  const key = event.key.toLowerCase()
  if (key === "b") go(row, row.here - 1)
  else if (key === "n") go(row, row.here + 1)
  else if (key === "p" && row.play) toggle(row)
  else return
  event.preventDefault()
}

function toggle(row) {
  if (row.timer) return pause(row)
  if (row.here === row.component.data.most) go(row, 1)
  row.timer = setInterval(() => tick(row), row.component.data.playEvery)
  name(row, "pause", "Pause")
}

// A frame waits until the one before it has been drawn.
function tick(row) {
  if (row.here === row.component.data.most) pause(row)
  else if (!row.waiting) go(row, row.here + 1)
}

function pause(row) {
  clearInterval(row.timer)
  row.timer = undefined
  if (row.play) name(row, "play_arrow", "Play")
}

function name(row, icon, text) {
  row.play.querySelector(".word-steps-icon").textContent = icon
  row.play.querySelector(".word-steps-name").textContent = text
}

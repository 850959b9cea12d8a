// A Plotly figure as a Streamlit component.
//
// Streamlit calls the default export again whenever data or theme change. Plotly.react then only
// replaces what differs, so zoom, camera and selection stay. Upstream go small values: the number
// of a clicked point, or the outline of a selection and how many points it holds, never the points.

const plots = new WeakMap() // the element Streamlit gives us -> its plot

export default function (component) {
  const { parentElement, data } = component
  const plot = plots.get(parentElement) ?? mount(parentElement)
  plot.component = component // handlers speak through the newest one
  plot.box.style.height = `${Math.min(data.height, Math.max(280, window.innerHeight * 0.8))}px`
  loadPlotly(data.source).then(() => draw(plot)).catch((error) => fail(plot, error))
  // Streamlit also says goodbye to a drawing that a newer one has overtaken.
  return () => parentElement.isConnected || unmount(plot)
}

function mount(parentElement) {
  const box = parentElement.querySelector(".word-plot")
  const el = document.createElement("div")
  el.style.height = "100%"
  box.append(el)
  const plot = { parentElement, box, el }
  plot.observer = new ResizeObserver(() => later(plot, "resize", () => resize(plot)))
  plot.observer.observe(box)
  box.onkeydown = (event) => steer(plot, event)
  plots.set(parentElement, plot)
  return plot
}

function unmount(plot) {
  plot.gone = true
  plot.observer.disconnect()
  plots.delete(plot.parentElement)
  window.Plotly?.purge(plot.el)
  plot.box.replaceChildren()
}

// plotly.js is large: one copy a page, however many charts.
function loadPlotly(source) {
  window.wordPlotLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = source
    script.onload = resolve
    script.onerror = () => {
      window.wordPlotLoading = undefined
      script.remove()
      reject(new Error("plotly.js did not arrive"))
    }
    document.head.append(script)
  })
  return window.wordPlotLoading
}

function fail(plot, error) {
  const says = document.createElement("div")
  says.className = "word-plot-failed"
  says.textContent = `This chart cannot be drawn: ${error.message}. Reload the page to try again.`
  plot.box.replaceChildren(says)
}

async function draw(plot) {
  if (plot.gone) return
  const { data } = plot.component
  const theme = readTheme(plot.box)
  const stamp = JSON.stringify([data.revision, data.overlay, theme, data.listens])
  if (stamp !== plot.stamp) {
    plot.stamp = stamp
    plot.theme = theme
    if (data.revision !== plot.revision) plot.base = JSON.parse(data.spec)
    plot.revision = data.revision
    const figure = themed({ ...plot.base, data: [...plot.base.data, ...data.overlay] }, plot.box)
    const layout = keepView(plot.el, dress(figure.layout ?? {}, theme))
    await Plotly.react(plot.el, figure.data, layout, settings(plot))
    if (plot.gone) return
    listen(plot)
  }
  describe(plot)
  if (data.focus) fly(plot, data.focus)
}

function describe(plot) {
  plot.box.setAttribute("role", "figure")
  plot.box.setAttribute("aria-label", plot.component.data.alt)
  plot.box.tabIndex = 0
}

// ---- look -----------------------------------------------------------------------------------

function variable(el, name) {
  return getComputedStyle(el).getPropertyValue(name).trim()
}

function readTheme(el) {
  return {
    text: variable(el, "--st-text-color"),
    background: variable(el, "--st-background-color"),
    panel: variable(el, "--st-secondary-background-color"),
    grid: variable(el, "--st-border-color"),
    accent: variable(el, "--st-primary-color"),
    font: variable(el, "--st-font") || "sans-serif",
  }
}

// A copy in which var(--name) is the colour of the theme; long lists are data and stay.
function themed(node, el) {
  if (typeof node === "string" && node.startsWith("var(--")) return variable(el, node.slice(4, -1))
  if (Array.isArray(node)) return node.length > 200 ? node : node.map((item) => themed(item, el))
  if (node === null || typeof node !== "object") return node
  return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, themed(item, el)]))
}

// The figure's layout in the colours of the theme.
function dress(layout, theme) {
  const dressed = {
    autosize: true,
    uirevision: "keep",
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: theme.text, family: theme.font, size: 13, ...layout.font },
    hoverlabel: {
      bgcolor: theme.panel, bordercolor: theme.grid, align: "left",
      font: { color: theme.text, family: theme.font }, ...layout.hoverlabel,
    },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.text, activecolor: theme.accent },
  }
  for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
    const lines = { gridcolor: theme.grid, zerolinecolor: theme.grid, linecolor: theme.grid }
    dressed[name] = { ...lines, ...layout[name] }
  }
  return dressed
}

// Plotly itself keeps a zoom made by hand; this also keeps where a flight ended.
function keepView(el, layout) {
  const before = el.layout
  if (!before || before.uirevision !== layout.uirevision) return layout
  for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
    const axis = before[name]
    if (axis?.autorange === false && axis.range) {
      layout[name] = { ...layout[name], range: [...axis.range], autorange: false }
    }
  }
  return layout
}

function settings(plot) {
  const { scrollZoom, listens } = plot.component.data
  const button = (name, title, icon, format) => ({
    name, title, icon: Plotly.Icons[icon], click: () => download(plot, format),
  })
  return {
    displaylogo: false,
    showSendToCloud: false, // else a button uploads the chart to another host
    plotlyServerURL: "",
    responsive: false,
    scrollZoom,
    doubleClick: "autosize",
    modeBarButtonsToRemove: [
      "toImage", "resetScale2d", "autoScale2d", ...(listens.select ? [] : ["select2d", "lasso2d"]),
    ],
    modeBarButtonsToAdd: [
      { name: "whole", title: "Show all", icon: Plotly.Icons.autoscale, click: () => showAll(plot) },
      button("png", "Download as PNG", "camera", "png"),
      button("svg", "Download as SVG", "disk", "svg"),
    ],
  }
}

async function download(plot, format) {
  const { el, theme } = plot
  const annotations = [...(el.layout.annotations ?? []), ...labelsAsAnnotations(el)]
  const layout = { ...el.layout, annotations, paper_bgcolor: theme.background }
  const { width, height } = el.getBoundingClientRect()
  const size = { width, height, scale: format === "png" ? 2 : 1 }
  const filename = plot.component.data.name
  await Plotly.downloadImage({ data: el.data, layout }, { format, filename, ...size })
}

// ---- hear -----------------------------------------------------------------------------------

function listen(plot) {
  const { el } = plot
  const labels = () => later(plot, "labels", () => drawLabels(el, plot.theme))
  const handlers = {
    plotly_afterplot: labels,
    plotly_relayouting: labels,
    plotly_click: (event) => tellClick(plot, event),
    plotly_hover: (event) => markTwin(plot, event),
    plotly_selected: (event) => tellSelection(plot, event),
    plotly_deselect: () => tellSelection(plot, undefined),
  }
  for (const [name, handler] of Object.entries(handlers)) {
    el.removeAllListeners(name)
    el.on(name, handler)
  }
  labels()
}

// Where layout.meta.twins is set, point i of trace 0 and of trace 1 is one word on two maps: to
// hover over it on one marks it on both.
function markTwin(plot, event) {
  const { el } = plot
  const hit = event?.points?.[0]
  if (!el.layout.meta?.twins || !hit || hit.curveNumber > 1 || plot.twin === hit.pointNumber) return
  plot.twin = hit.pointNumber // Fx.hover tells of itself once more
  const both = [0, 1].map((curveNumber) => ({ curveNumber, pointNumber: hit.pointNumber }))
  Plotly.Fx.hover(el, both, ["xy", "x2y2"])
  plot.twin = undefined
}

function tellClick(plot, event) {
  const hit = event?.points?.[0]
  if (!plot.component.data.listens.click || !hit) return
  const own = hit.customdata
  const small = typeof own === "number" || (typeof own === "string" && own.length <= 200)
  plot.component.setTriggerValue("clicked", {
    curve: hit.curveNumber, point: hit.pointNumber, customdata: small ? own : null,
  })
}

function tellSelection(plot, event) {
  if (!plot.component.data.listens.select) return
  const outline = event?.lassoPoints ?? event?.range
  const value = outline && {
    count: event.points.length, x: outline.x, y: outline.y, lasso: !!event.lassoPoints,
  }
  plot.component.setStateValue("selected", value ?? null)
}

// Do something before the next picture, once however often it is asked for.
function later(plot, name, work) {
  plot.due ??= {}
  if (plot.due[name]) return
  plot.due[name] = requestAnimationFrame(() => {
    plot.due[name] = undefined
    if (!plot.gone) work()
  })
}

function resize(plot) {
  if (plot.stamp && plot.box.offsetWidth) Plotly.Plots.resize(plot.el)
}

// ---- move -----------------------------------------------------------------------------------

// Arrows move a tenth of the view, + and - zoom, 0 shows all.
function steer(plot, event) {
  const { xaxis, yaxis } = plot.el._fullLayout ?? {}
  if (event.target !== plot.box || event.ctrlKey || event.metaKey || !xaxis?.range) return
  const moves = {
    ArrowLeft: [-0.1, 0, 1], ArrowRight: [0.1, 0, 1], ArrowUp: [0, 0.1, 1], ArrowDown: [0, -0.1, 1],
    "+": [0, 0, 0.8], "-": [0, 0, 1.25],
  }
  const move = moves[event.key]
  if (event.key === "0") showAll(plot)
  else if (move) show(plot, shifted(xaxis.range, move[0], move[2]), shifted(yaxis.range, move[1], move[2]))
  else return
  event.preventDefault()
}

function shifted([low, high], by, zoom) {
  const middle = (low + high) / 2 + by * (high - low)
  const half = ((high - low) / 2) * zoom
  return [middle - half, middle + half]
}

function show(plot, x, y) {
  return Plotly.relayout(plot.el, { "xaxis.range": x, "yaxis.range": y })
}

// All axes of a flat chart, and the first view of each scene.
function showAll(plot) {
  const names = Object.keys(plot.el._fullLayout)
  const home = { eye: { x: 1.25, y: 1.25, z: 1.25 }, center: { x: 0, y: 0, z: 0 }, up: { x: 0, y: 0, z: 1 } }
  const flat = names.filter((name) => /^[xy]axis\d*$/.test(name)).map((name) => [`${name}.autorange`, true])
  const deep = names.filter((name) => /^scene\d*$/.test(name)).map((name) => [`${name}.camera`, home])
  if (flat.length + deep.length) Plotly.relayout(plot.el, Object.fromEntries([...flat, ...deep]))
}

// Glide to a place, once for each nonce; at once for those who want no motion.
function fly(plot, { x, y, span, nonce }) {
  const { xaxis, yaxis } = plot.el._fullLayout
  if (nonce === plot.flown || !xaxis?.range) return
  plot.flown = nonce
  const from = [...xaxis.range, ...yaxis.range]
  const half = span / 2
  const tall = (half * yaxis._length) / xaxis._length
  const to = [x - half, x + half, y - tall, y + tall]
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  const start = performance.now()
  const step = async () => {
    if (plot.gone || plot.flown !== nonce) return
    const t = calm ? 1 : Math.min((performance.now() - start) / 400, 1)
    const eased = t * t * (3 - 2 * t)
    const now = from.map((value, i) => value + (to[i] - value) * eased)
    await show(plot, now.slice(0, 2), now.slice(2))
    if (t < 1) requestAnimationFrame(step)
  }
  step()
}

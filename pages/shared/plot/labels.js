// Words beside the points of a map: as many as fit without overlap, chosen anew for each view.
//
// A trace asks for them with meta.labels = n. Points come in order of importance (frequency), later
// traces before earlier ones, so that marked words always get their place.

const LABEL_SIZE = 12
const MOST_CANDIDATES = 4000 // points in view that are tried; the rest are rarer words

// The chosen labels of the current view: [{text, x, y, px, py, strong}], px and py in pixels of
// the chart. Positions come from the ranges, which also hold while a drag is under way.
function chooseLabels(el) {
  const { xaxis, yaxis } = el._fullLayout
  if (!xaxis || !yaxis || !xaxis.range) return []
  const place = scaleOf(xaxis, yaxis)
  const taken = []
  const chosen = []
  for (const trace of [...el._fullData].reverse()) {
    const wanted = trace.meta?.labels ?? 0
    if (trace.visible !== true || !wanted || !trace.text) continue
    let tried = 0
    let found = 0
    for (let i = 0; i < trace.x.length && found < wanted && tried < MOST_CANDIDATES; i++) {
      const at = place(trace.x[i], trace.y[i])
      if (!at) continue
      tried++
      const text = unescaped(trace.text[i])
      const box = boxAbove(at, widthOf(text))
      if (taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      found++
      chosen.push({
        text, x: trace.x[i], y: trace.y[i], px: at[0], py: at[1] - 6, strong: !!trace.meta.strong,
      })
    }
  }
  return chosen
}

// A function from data to pixels; null where a point is out of view.
function scaleOf(xaxis, yaxis) {
  const [x0, x1] = xaxis.range
  const [y0, y1] = yaxis.range
  const { _offset: left, _length: width } = xaxis
  const { _offset: top, _length: height } = yaxis
  return (x, y) => {
    const u = (x - x0) / (x1 - x0)
    const v = (y1 - y) / (y1 - y0)
    const visible = u >= 0 && u <= 1 && v >= 0 && v <= 1
    return visible ? [left + u * width, top + v * height] : null
  }
}

function boxAbove([x, y], width) {
  return { left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - 6 - LABEL_SIZE, bottom: y - 3 }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

const ruler = document.createElement("canvas").getContext("2d")

function widthOf(text) {
  ruler.font = `${LABEL_SIZE}px sans-serif`
  return ruler.measureText(text).width
}

// The texts were escaped for Plotly, which reads some HTML; here they are set as text.
function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
}

// Draw the labels into Plotly's upper layer, beneath its hover boxes.
function drawLabels(el, theme) {
  const svg = [...el.querySelectorAll(".main-svg")].find((layer) => layer.querySelector(".hoverlayer"))
  if (!svg) return
  svg.querySelector(".word-labels")?.remove()
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g")
  group.setAttribute("class", "word-labels")
  for (const label of chooseLabels(el)) {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text")
    text.textContent = label.text
    text.setAttribute("x", label.px)
    text.setAttribute("y", label.py)
    text.setAttribute("text-anchor", "middle")
    text.setAttribute("font-size", LABEL_SIZE)
    text.setAttribute("font-family", theme.font)
    text.setAttribute("font-weight", label.strong ? 700 : 400)
    text.setAttribute("fill", theme.text)
    text.setAttribute("stroke", theme.background)
    group.append(text)
  }
  svg.insertBefore(group, svg.firstChild)
}

// The same labels as Plotly annotations: a downloaded figure is drawn anew, without our layer.
function labelsAsAnnotations(el) {
  return chooseLabels(el).map(({ text, x, y, strong }) => ({
    x, y, yshift: 10, showarrow: false, font: { size: LABEL_SIZE, weight: strong ? 700 : 400 },
    text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  }))
}

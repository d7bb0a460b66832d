// The charts of Clientela. This file draws the kinds pyramid, movement and history by itself; charts-axes.js, which comes after it,
// adds whale, grid and quarters, and needs ECharts (echarts.common):
//
//   ClientelaCharts.draw(element, kind, data, strings)
//
// works on any page. `data` is plain JSON, `strings` holds every word that a reader sees; numbers are written in
// `data.language` (BCP 47) and `data.currency` (ISO 4217). A part with an `href` leads there on a click.
//
//   pyramid   data.levels: [{code, label, clients, billed, share, href}], the top first; share is a ratio or null
//             strings: clients, share, billed
//   whale     data.points: [[percent of clients, percent of profit]], data.peak: {percent, share},
//             data.key: {percent, clients, share}, data.href: {key, ordinary, loss}
//             strings: axis, clients, profit, peak, key, empty
//   grid      data.points: [[frequency, profit, grid, contribution, name, href]], data.cuts: {frequency, profit},
//             data.href: {gold, big, frequent, ordinary}, data.labels: {gold, …}
//             strings: frequency, profit, compressed, empty
//   movement  data.cells: [{before, after, clients, href}], data.order: codes, the top first, data.labels: {code: label}
//             strings: before, after, clients, empty
//   quarters  data.periods: [label], data.billed: [amount], data.reduced: [amount]
//             strings: billed, reduced, empty
//   history   data.order: codes, the top first, data.labels, data.points: [{label, code, title}]
//             strings: none
//
// Colours come from the custom properties of charts.css; they follow the theme of the page.
(() => {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const QUIET = new Set(['inactive', 'prospect', 'suspect']);
  const drawn = new Map();

  // ---------------------------------------------------------------- tools

  function make(parent, name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  function canvas(element, height) {
    const width = Math.max(260, Math.floor(element.clientWidth));
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('width', width);
    svg.setAttribute('height', height);
    svg.setAttribute('aria-hidden', 'true');
    element.replaceChildren(svg);
    return [svg, width];
  }

  // Words differ in length from language to language, so their room is measured: the longest of them, in pixels.
  function widest(svg, words, look) {
    const probe = make(svg, 'text', { class: look });
    const rooms = words.map((word) => {
      probe.textContent = word;
      return probe.getComputedTextLength();
    });
    probe.remove();
    return Math.max(0, ...rooms);
  }

  function paint(element) {
    const style = getComputedStyle(element);
    return (name) => style.getPropertyValue(`--chart-${name}`).trim() || style.color;
  }

  function writers(data) {
    const language = data.language || document.documentElement.lang || 'en';
    const write = (options) => {
      const format = new Intl.NumberFormat(language, options);
      return (value) => format.format(value).replace('-', '\u2212');
    };
    const currency = data.currency ? { style: 'currency', currency: data.currency, currencyDisplay: 'narrowSymbol' } : {};
    return {
      count: write({ maximumFractionDigits: 0 }),
      percent: write({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      whole: write({ style: 'percent', maximumFractionDigits: 0 }),
      money: write({ ...currency, notation: 'compact', maximumSignificantDigits: 3 }),
      amount: write({ ...currency, maximumFractionDigits: 0 }),
    };
  }

  function follow(href, event) {
    if (!href) return;
    if (event && (event.ctrlKey || event.metaKey || event.button === 1)) window.open(href, '_blank', 'noopener');
    else location.assign(href);
  }

  function tip(element) {
    let box = element.querySelector(':scope > .chart-tip');
    if (!box) {
      box = document.createElement('div');
      box.className = 'chart-tip';
      box.hidden = true;
      element.append(box);
    }
    return {
      show(event, title, lines) {
        box.replaceChildren();
        const head = document.createElement('strong');
        head.textContent = title;
        box.append(head);
        for (const line of lines) {
          const row = document.createElement('div');
          row.textContent = line;
          box.append(row);
        }
        box.hidden = false;
        const frame = element.getBoundingClientRect();
        const left = Math.min(event.clientX - frame.left + 14, frame.width - box.offsetWidth - 4);
        box.style.left = `${Math.max(4, left)}px`;
        box.style.top = `${Math.max(0, event.clientY - frame.top - box.offsetHeight - 10)}px`;
      },
      hide() { box.hidden = true; },
    };
  }

  function react(part, element, { href, title, lines }) {
    const bubble = tip(element);
    part.addEventListener('pointermove', (event) => bubble.show(event, title, lines));
    part.addEventListener('pointerleave', () => bubble.hide());
    if (href) {
      part.classList.add('chart-link');
      part.addEventListener('click', (event) => follow(href, event));
      part.addEventListener('auxclick', (event) => follow(href, event));
    }
  }

  function nothing(element, text) {
    const line = document.createElement('p');
    line.className = 'chart-empty';
    line.textContent = text || '';
    element.replaceChildren(line);
  }

  // ---------------------------------------------------------------- kinds

  function pyramid(element, data, strings) {
    const write = writers(data);
    const levels = data.levels;
    const row = 46;
    const [svg, width] = canvas(element, row * levels.length + 4);
    const colour = paint(element);
    const columns = { share: width - 6, clients: width - Math.min(82, width * 0.2) };
    const gap = Math.min(34, width * 0.05);
    const room = 8 + widest(svg, levels.map((level) => level.label), 'chart-strong') + widest(svg, levels.map((level) => write.count(level.clients)), 'chart-figure');
    const shape = Math.min(width * 0.46, 300, columns.clients - room - gap);
    columns.name = shape + gap;
    const edge = (y) => (0.1 + 0.9 * (y / (row * levels.length))) * shape / 2;
    const middle = shape / 2 + 2;

    levels.forEach((level, index) => {
      const top = index * row + 2;
      const bottom = top + row - 3;
      const group = make(svg, 'g', { class: 'chart-row' });
      make(group, 'rect', { class: 'chart-row-back', x: 0, y: top - 1, width, height: row - 1, rx: 4 });
      make(group, 'path', {
        d: `M${middle - edge(top)} ${top}H${middle + edge(top)}L${middle + edge(bottom)} ${bottom}H${middle - edge(bottom)}Z`,
        fill: colour(level.code), class: 'chart-shape',
      });
      const line = (top + bottom) / 2;
      make(group, 'path', { d: `M${middle + edge(line) + 4} ${line}H${columns.name - 6}`, class: 'chart-leader' });
      make(group, 'text', { x: columns.name, y: line, class: 'chart-strong' }, level.label);
      make(group, 'text', { x: columns.clients, y: line, class: 'chart-figure' }, write.count(level.clients));
      if (level.share) make(group, 'text', { x: columns.share, y: line, class: 'chart-figure chart-ink' }, write.percent(level.share));
      const lines = [`${strings.clients}: ${write.count(level.clients)}`];
      if (level.share) lines.push(`${write.percent(level.share)} ${strings.share}`, write.amount(level.billed));
      react(group, element, { href: level.href, title: level.label, lines });
    });
  }

  function movement(element, data, strings) {
    const moves = data.cells.filter((cell) => cell.clients && !(cell.before === cell.after && QUIET.has(cell.before)));
    if (!moves.length) return nothing(element, strings.empty);
    const write = writers(data);
    const height = 340;
    const [svg, width] = canvas(element, height);
    const colour = paint(element);
    const narrow = width < 340;
    const bar = 10;
    const gap = 12;
    const head = 22;

    const columnOf = (end) => {
      const codes = data.order.filter((code) => moves.some((cell) => cell[end] === code));
      const nodes = codes.map((code) => ({
        code,
        clients: moves.filter((cell) => cell[end] === code).reduce((sum, cell) => sum + cell.clients, 0),
      }));
      return nodes;
    };
    const before = columnOf('before');
    const after = columnOf('after');
    const side = (nodes) => Math.max(narrow ? 84 : 104, 14 + widest(svg, nodes.map((node) => `${data.labels[node.code]} ${write.count(node.clients)}`), 'chart-node'));
    const from = side(before);
    const to = width - side(after) - bar;
    const total = moves.reduce((sum, cell) => sum + cell.clients, 0);
    const least = 3;
    const room = height - head - 6 - gap * (Math.max(before.length, after.length) - 1) - least * Math.max(before.length, after.length);
    const scale = room / total;
    const stack = (nodes) => {
      let top = head;
      for (const node of nodes) {
        node.top = top;
        node.height = least + node.clients * scale;
        node.used = least / 2;
        top += node.height + gap;
      }
      // Labels stand at least a line apart, also beside thin bars.
      let last = -Infinity;
      for (const node of nodes) {
        node.label = Math.max(node.top + node.height / 2, last + 15);
        last = node.label;
      }
      const over = last - (height - 8);
      if (over > 0) for (const node of [...nodes].reverse()) node.label -= Math.max(0, Math.min(over, node.label - node.top - node.height / 2 + over));
      return new Map(nodes.map((node) => [node.code, node]));
    };
    const start = stack(before);
    const finish = stack(after);

    const dense = to + bar - from < 10 + widest(svg, [strings.before], 'chart-caption') + widest(svg, [strings.after], 'chart-caption');
    make(svg, 'text', { x: dense ? 0 : from, y: 8, class: 'chart-caption' }, strings.before);
    make(svg, 'text', { x: dense ? width : to + bar, y: 8, class: 'chart-caption chart-end' }, strings.after);
    const ribbons = make(svg, 'g', {});
    const rank = (code) => data.order.indexOf(code);
    const sorted = [...moves].sort((a, b) => rank(a.before) - rank(b.before) || rank(a.after) - rank(b.after));
    const arrivals = new Map(after.map((node) => [node.code, least / 2]));
    const landing = new Map();
    for (const cell of [...moves].sort((a, b) => rank(a.after) - rank(b.after) || rank(a.before) - rank(b.before))) {
      landing.set(cell, arrivals.get(cell.after));
      arrivals.set(cell.after, arrivals.get(cell.after) + cell.clients * scale);
    }
    for (const cell of sorted) {
      const source = start.get(cell.before);
      const target = finish.get(cell.after);
      const thick = Math.max(cell.clients * scale, 0.8);
      const y0 = source.top + source.used;
      const y1 = target.top + landing.get(cell);
      source.used += cell.clients * scale;
      const x0 = from + bar;
      const bend = (x0 + to) / 2;
      const ribbon = make(ribbons, 'path', {
        d: `M${x0} ${y0}C${bend} ${y0} ${bend} ${y1} ${to} ${y1}V${y1 + thick}C${bend} ${y1 + thick} ${bend} ${y0 + thick} ${x0} ${y0 + thick}Z`,
        fill: colour(cell.before === 'new' ? 'new' : cell.after === 'gone' ? 'loss' : cell.before),
        class: 'chart-ribbon',
      });
      react(ribbon, element, {
        href: cell.href,
        title: `${data.labels[cell.before]} → ${data.labels[cell.after]}`,
        lines: [`${strings.clients}: ${write.count(cell.clients)}`],
      });
    }
    const ends = (nodes, x, anchor, offset) => {
      for (const node of nodes) {
        make(svg, 'rect', { x, y: node.top, width: bar, height: node.height, rx: 1.5, fill: colour(node.code) });
        const text = make(svg, 'text', { x: x + offset, y: node.label, class: `chart-node chart-${anchor}` });
        make(text, 'tspan', {}, data.labels[node.code]);
        make(text, 'tspan', { class: 'chart-soft', dx: 5 }, write.count(node.clients));
      }
    };
    ends(before, from, 'end', -7);
    ends(after, to, 'start', bar + 7);
  }

  function history(element, data) {
    const used = data.order.filter((code) => data.points.some((point) => point.code === code));
    const first = Math.max(0, data.order.indexOf(used[0]) - 1);
    const last = Math.min(data.order.length - 1, data.order.indexOf(used[used.length - 1]) + 1);
    const rows = data.order.slice(first, last + 1);
    const step = 30;
    const height = rows.length * step + 24;
    const [svg, width] = canvas(element, height);
    const colour = paint(element);
    const left = Math.max(92, 12 + widest(svg, rows.map((code) => data.labels[code]), 'chart-node'));
    const place = (index) => (data.points.length === 1 ? (left + width) / 2 : left + 12 + (index / (data.points.length - 1)) * (width - left - 36));
    const level = (code) => rows.indexOf(code) * step + step / 2;
    rows.forEach((code) => {
      make(svg, 'path', { d: `M${left} ${level(code)}H${width - 4}`, class: 'chart-rule' });
      make(svg, 'text', { x: left - 10, y: level(code), class: 'chart-node chart-end' }, data.labels[code]);
    });
    const path = data.points.map((point, index) => (index ? `H${place(index)}V${level(point.code)}` : `M${place(0)} ${level(point.code)}`)).join('');
    make(svg, 'path', { d: path, class: 'chart-steps' });
    const every = Math.ceil(data.points.length / Math.max(1, Math.floor((width - left) / 78)));
    data.points.forEach((point, index) => {
      const dot = make(svg, 'circle', { cx: place(index), cy: level(point.code), r: 6, fill: colour(point.code), class: 'chart-dot' });
      react(dot, element, { title: point.label, lines: [data.labels[point.code], ...(point.title ? [point.title] : [])] });
      if ((data.points.length - 1 - index) % every === 0) {
        const side = data.points.length > 1 && index === data.points.length - 1 ? 'end' : 'middle';
        make(svg, 'text', { x: side === 'end' ? width : place(index), y: height - 8, class: `chart-caption chart-${side}` }, point.label);
      }
    });
  }

  const KINDS = { pyramid, movement, history };
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = drawn.get(target);
      if (!chart || chart.width === target.clientWidth || !target.clientWidth) continue;
      chart.width = target.clientWidth;
      const instance = window.echarts && echarts.getInstanceByDom(target);
      if (instance) instance.resize();
      else KINDS[chart.kind](target, chart.data, chart.strings);
    }
  });

  // Draws one chart and keeps it in step with the size and the colours of the page. Unknown kinds raise a RangeError.
  function draw(element, kind, data, strings) {
    if (!KINDS[kind]) throw new RangeError(`no chart of the kind ${kind}`);
    drawn.set(element, { kind, data, strings: strings || {}, width: element.clientWidth });
    KINDS[kind](element, data, strings || {});
    resized.observe(element);
  }

  // Draws every element with a `data-chart` kind from the JSON element that its `data-source` names.
  function drawAll(root) {
    for (const element of (root || document).querySelectorAll('[data-chart]')) {
      if (drawn.has(element)) continue;
      const { data, strings } = JSON.parse(document.getElementById(element.dataset.source).textContent);
      draw(element, element.dataset.chart, data, strings);
    }
  }

  new MutationObserver(() => {
    for (const [element, chart] of drawn) {
      if (element.isConnected) KINDS[chart.kind](element, chart.data, chart.strings);
      else drawn.delete(element);
    }
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });

  window.ClientelaCharts = { draw, drawAll, kinds: KINDS, tools: { paint, writers, follow, nothing } };
  // Other files add their kinds before this event, also when their scripts are deferred.
  if (document.readyState === 'complete') drawAll();
  else document.addEventListener('DOMContentLoaded', () => drawAll());
})();

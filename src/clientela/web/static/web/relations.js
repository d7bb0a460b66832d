// The organisations around a client, as a kind of chart of its own. It comes after charts.js:
//
//   relations  data.centre: name, data.nodes: [{name, kind, label, href}] clockwise from the top,
//              data.among: [{from, to, label}], places in data.nodes
//              strings: more (what was left out, or nothing)
(() => {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const { kinds, tools: { follow } } = window.ClientelaCharts;
  const AGAINST = new Set(['competitor']);
  const BESIDE = new Set(['partner', 'supplier', 'customer']);

  function make(parent, name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  // Cuts a text to the room that it has, by what it measures in its own face.
  function fit(text, room) {
    const whole = text.textContent;
    let length = whole.length;
    while (length > 1 && text.getComputedTextLength() > room) {
      length -= 1;
      text.textContent = `${whole.slice(0, length).trimEnd()}…`;
    }
  }

  function relations(element, data, strings) {
    const count = data.nodes.length;
    const width = Math.max(260, Math.floor(element.clientWidth));
    const height = Math.min(560, 250 + 34 * Math.max(0, count - 4));
    const svg = document.createElementNS(SVG, 'svg');
    for (const [key, value] of [['viewBox', `0 0 ${width} ${height}`], ['width', width], ['height', height], ['aria-hidden', 'true']]) svg.setAttribute(key, value);
    element.replaceChildren(svg);
    const wide = Math.min(170, width / (count > 4 ? 3.2 : 2.6));
    const middle = { x: width / 2, y: height / 2 - 6 };
    const reach = { x: Math.min(300, width / 2 - wide / 2), y: height / 2 - 42 };
    // Neighbours at the top and at the bottom stand side by side, and their names must not meet.
    const room = count > 2 ? Math.min(wide, Math.max(60, 2 * reach.x * Math.sin(Math.PI / count) - 8)) : wide;
    const places = data.nodes.map((_node, index) => {
      const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
      return { x: middle.x + reach.x * Math.cos(angle), y: middle.y + reach.y * Math.sin(angle) };
    });
    const lines = make(svg, 'g', {});
    for (const { from, to, label } of data.among) {
      const [one, other] = [places[from], places[to]];
      const bend = { x: (one.x + other.x + middle.x) / 3, y: (one.y + other.y + middle.y) / 3 };
      const line = make(lines, 'path', { d: `M${one.x} ${one.y}Q${bend.x} ${bend.y} ${other.x} ${other.y}`, class: 'chart-tie chart-tie-among' });
      make(line, 'title', {}, `${data.nodes[from].name} – ${data.nodes[to].name}: ${label}`);
    }
    data.nodes.forEach((node, index) => {
      const place = places[index];
      make(lines, 'path', { d: `M${middle.x} ${middle.y}L${place.x} ${place.y}`, class: `chart-tie${AGAINST.has(node.kind) ? ' chart-tie-against' : ''}` });
    });
    const label = (parent, place, name, more) => {
      const back = make(parent, 'rect', { rx: 3, fill: 'var(--chart-surface)', opacity: .85 });
      const text = make(parent, 'text', { x: place.x, y: place.y + 20, class: 'chart-node chart-middle' }, name);
      fit(text, room);
      let long = text.getComputedTextLength();
      if (more) {
        const second = make(parent, 'text', { x: place.x, y: place.y + 35, class: 'chart-caption chart-middle' }, more);
        fit(second, room);
        long = Math.max(long, second.getComputedTextLength());
      }
      for (const [key, value] of [['x', place.x - long / 2 - 3], ['y', place.y + 11], ['width', long + 6], ['height', more ? 33 : 18]]) back.setAttribute(key, value);
    };
    data.nodes.forEach((node, index) => {
      const place = places[index];
      const group = make(svg, 'g', { class: 'chart-link' });
      make(group, 'title', {}, `${node.name}: ${node.label}`);
      const look = AGAINST.has(node.kind) ? ' chart-organisation-against' : BESIDE.has(node.kind) ? ' chart-organisation-beside' : '';
      make(group, 'circle', { cx: place.x, cy: place.y, r: 8, class: `chart-organisation${look}` });
      label(group, place, node.name, node.label);
      group.addEventListener('click', (event) => follow(node.href, event));
      group.addEventListener('auxclick', (event) => follow(node.href, event));
    });
    make(svg, 'circle', { cx: middle.x, cy: middle.y, r: 11, class: 'chart-centre' });
    label(svg, { x: middle.x, y: middle.y + 2 }, data.centre);
    if (strings.more) make(svg, 'text', { x: width - 4, y: height - 8, class: 'chart-caption chart-end' }, strings.more);
  }

  kinds.relations = relations;
})();

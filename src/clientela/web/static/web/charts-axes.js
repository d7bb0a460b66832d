// The charts with axes: whale, grid and quarters. They need ECharts and come after charts.js, which describes their data.
(() => {
  'use strict';

  const { kinds, tools: { paint, writers, follow, nothing } } = window.ClientelaCharts;

  function eChart(element, option) {
    let chart = echarts.getInstanceByDom(element);
    if (!chart) {
      element.replaceChildren();
      chart = echarts.init(element, null, { renderer: 'canvas' });
    }
    const style = getComputedStyle(element);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: style.fontFamily, fontSize: 12, color: style.color },
      ...option,
    }, true);
    chart.off('click');
    chart.getZr().off('click');
    return chart;
  }

  function bubbleStyle(colour) {
    return {
      backgroundColor: colour('surface'),
      borderColor: colour('rule'),
      padding: [6, 10],
      textStyle: { color: colour('ink'), fontSize: 12 },
      extraCssText: 'box-shadow: 0 2px 8px rgba(0,0,0,.12); max-width: 22rem; white-space: normal;',
      confine: true,
    };
  }

  const plain = (text) => String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

  function axis(colour, more) {
    return {
      type: 'value',
      axisLine: { show: true, lineStyle: { color: colour('axis') } },
      axisTick: { show: false },
      axisLabel: { color: colour('quiet') },
      nameTextStyle: { color: colour('quiet') },
      splitLine: { lineStyle: { color: colour('rule') } },
      ...more,
    };
  }

  function whale(element, data, strings) {
    if (!data.points.length) return nothing(element, strings.empty);
    const write = writers(data);
    const colour = paint(element);
    const percent = (value) => write.whole(value / 100);
    const key = data.key && data.key.percent;
    const peak = data.peak;
    const low = Math.min(0, ...data.points.map((point) => point[1]));
    const lines = [];
    if (key) {
      lines.push({
        xAxis: key,
        lineStyle: { color: colour('large'), width: 1.5, type: [5, 4] },
        label: { formatter: strings.key, color: colour('gold-ink'), position: 'end', align: key > 60 ? 'right' : 'left', distance: [-2, 6], rotate: 0, fontWeight: 600 },
      });
    }
    lines.push({ yAxis: 100, lineStyle: { color: colour('axis'), width: 1, type: 'solid' }, label: { show: false } });
    const chart = eChart(element, {
      grid: { left: 8, right: 18, top: 34, bottom: 30, containLabel: true },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: colour('axis') } },
        ...bubbleStyle(colour),
        formatter: ([point]) => `<strong>${percent(point.data[1])}</strong> ${plain(strings.profit)}<br>${write.percent(point.data[0] / 100)} ${plain(strings.clients)}`,
      },
      xAxis: axis(colour, { min: 0, max: 100, name: strings.axis, nameLocation: 'middle', nameGap: 26, splitLine: { show: false }, axisLabel: { color: colour('quiet'), formatter: percent } }),
      yAxis: axis(colour, { min: low < 0 ? undefined : 0, axisLine: { show: false }, axisLabel: { color: colour('quiet'), formatter: percent } }),
      series: [{
        type: 'line',
        data: [[0, 0], ...data.points],
        showSymbol: false,
        smooth: false,
        lineStyle: { width: 2.5, color: colour('medium') },
        areaStyle: { color: colour('medium'), opacity: 0.08 },
        emphasis: { disabled: true },
        itemStyle: { color: colour('medium') },
        markLine: { symbol: 'none', silent: true, data: lines },
        markPoint: peak && peak.share > 100.5 ? {
          symbol: 'circle', symbolSize: 8, silent: true,
          itemStyle: { color: colour('surface'), borderColor: colour('medium'), borderWidth: 2 },
          label: { show: true, formatter: strings.peak, color: colour('ink'), position: 'top', distance: 7, align: peak.percent > 80 ? 'right' : 'center' },
          data: [{ coord: [peak.percent, peak.share] }],
        } : undefined,
      }],
    });
    chart.getZr().on('click', (event) => {
      const [x] = chart.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY]);
      if (!(x >= 0 && x <= 100) || !chart.containPixel('grid', [event.offsetX, event.offsetY])) return;
      follow(key && x <= key ? data.href.key : peak && x > peak.percent ? data.href.loss : data.href.ordinary, event.event);
    });
  }

  // A value axis squeezed so that a few great clients do not press all others into the corner: linear near zero, logarithmic
  // further out. `unit` is where the one passes into the other.
  function squeeze(unit) {
    return {
      to: (value) => Math.asinh(value / unit),
      from: (place) => Math.sinh(place) * unit,
    };
  }
  const even = { to: (value) => value, from: (place) => place };

  function quantile(sorted, share) {
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : 0;
  }

  function magnitudes(lowest, highest, unit) {
    const values = [0];
    for (let size = 10 ** Math.ceil(Math.log10(unit)); size <= Math.max(highest, -lowest); size *= 10) {
      if (size <= highest) values.push(size);
      if (-size >= lowest) values.unshift(-size);
    }
    return values;
  }

  // Those of the places that stand far enough from the ones already taken, the outer ones first; zero always stays.
  function apart(places, least) {
    const taken = [0];
    for (const place of [...places].sort((a, b) => Math.abs(b) - Math.abs(a))) {
      if (taken.every((other) => Math.abs(other - place) >= least)) taken.push(place);
    }
    return taken.sort((a, b) => a - b);
  }

  function grid(element, data, strings) {
    if (!data.points.length) return nothing(element, strings.empty);
    const write = writers(data);
    const colour = paint(element);
    const profits = data.points.map((point) => point[1]);
    const sizes = profits.map(Math.abs).filter(Boolean).sort((a, b) => a - b);
    const highest = Math.max(...profits, data.cuts.profit, 0);
    const lowest = Math.min(...profits, 0);
    const unit = 10 ** Math.floor(Math.log10(Math.max(1, quantile(sizes, 0.5))));
    const steep = quantile(sizes, 1) > 12 * quantile(sizes, 0.5);
    const y = steep ? squeeze(unit) : even;

    const times = data.points.map((point) => point[0]).sort((a, b) => a - b);
    const most = Math.max(times[times.length - 1], data.cuts.frequency);
    const wide = most > 24 && most > 8 * quantile(times, 0.5);
    const x = wide ? { to: (value) => Math.log10(Math.max(value, 0.5)), from: (place) => 10 ** place } : even;
    // The line stands between the last client below the cut and the first at it, clear of the scatter around whole numbers.
    const below = times.filter((value) => value < data.cuts.frequency).pop();
    const above = times.find((value) => value >= data.cuts.frequency);
    const cut = below !== undefined && above !== undefined ? (below + above) / 2 : data.cuts.frequency - 0.5;

    // Clients share few whole numbers of engagements: a small fixed shift to the side keeps them apart.
    const shift = (index) => (((index * 0.6180339887) % 1) - 0.5) * 0.62;
    const points = data.points.map((point, index) => ({
      value: [x.to(Math.max(point[0] + shift(index), 0.5)), y.to(point[1])],
      point,
      itemStyle: { color: colour(point[3] === 'loss-making' ? 'loss' : `grid-${point[2]}`) },
    }));
    const right = x.to(most + (wide ? most * 0.25 : Math.max(1, most * 0.06)));
    const left = x.to(wide ? 0.6 : 0);
    const roof = y.to(highest) + (y.to(highest) - y.to(lowest)) * 0.06;
    const floor = y.to(lowest) - (lowest < 0 ? (y.to(highest) - y.to(lowest)) * 0.05 : 0);
    const line = y.to(data.cuts.profit);
    const ticks = wide ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter((value) => value <= most).map(x.to) : undefined;
    const marks = steep ? apart(magnitudes(lowest, highest, unit).map(y.to), (roof - floor) / 14) : undefined;
    const corner = (code, x0, y0, x1, y1, position) => [{
      xAxis: x0, yAxis: y0, name: data.labels[code],
      itemStyle: { color: code === 'gold' ? colour('gold-wash') : 'transparent' },
      label: { show: true, position, distance: 8, textBorderColor: colour('surface'), textBorderWidth: 3, color: colour(code === 'gold' ? 'gold-ink' : 'quiet'), fontWeight: 600 },
    }, { xAxis: x1, yAxis: y1 }];

    const chart = eChart(element, {
      grid: { left: 8, right: 14, top: 30, bottom: 30, containLabel: true },
      tooltip: {
        trigger: 'item',
        ...bubbleStyle(colour),
        formatter: ({ data: { point } }) => `<strong>${plain(point[4])}</strong><br>${plain(strings.frequency)}: ${write.count(point[0])}<br>${plain(strings.profit)}: ${write.amount(point[1])}`,
      },
      xAxis: axis(colour, {
        min: left, max: right, name: strings.frequency, nameLocation: 'middle', nameGap: 26, splitLine: { show: false }, minInterval: wide ? undefined : 1,
        axisLine: { show: true, onZero: false, lineStyle: { color: colour('axis') } },
        axisTick: { show: false, customValues: ticks },
        axisLabel: { color: colour('quiet'), customValues: ticks, formatter: (place) => (x.from(place) > most * 1.02 ? '' : write.count(x.from(place))) },
      }),
      yAxis: axis(colour, {
        min: floor, max: roof, name: steep ? `${strings.profit} · ${strings.compressed}` : strings.profit, nameLocation: 'end', nameGap: 12,
        nameTextStyle: { color: colour('quiet'), align: 'left', padding: [0, 0, 0, -4] },
        axisLine: { show: false },
        axisTick: { show: false, customValues: marks },
        axisLabel: { color: colour('quiet'), customValues: marks, showMinLabel: steep ? undefined : false, showMaxLabel: steep ? undefined : false, formatter: (place) => write.money(Number(y.from(place).toPrecision(6))) },
      }),
      series: [{
        type: 'scatter',
        symbolSize: data.points.length > 600 ? 6 : 8,
        data: points,
        cursor: 'pointer',
        itemStyle: { opacity: 0.72 },
        emphasis: { itemStyle: { opacity: 1, borderColor: colour('surface'), borderWidth: 1.5 } },
        markLine: {
          symbol: 'none', silent: true, label: { show: false }, lineStyle: { color: colour('axis'), type: [4, 4] },
          data: [{ xAxis: x.to(cut) }, { yAxis: line }],
        },
        markArea: {
          silent: true,
          z: 4,
          data: [
            corner('gold', x.to(cut), line, right, roof, 'insideTopRight'),
            corner('big', left, line, x.to(cut), roof, 'insideTopLeft'),
            corner('frequent', x.to(cut), floor, right, line, 'insideBottomRight'),
            corner('ordinary', left, floor, x.to(cut), line, 'insideBottomLeft'),
          ],
        },
      }],
    });
    chart.on('click', (params) => {
      if (params.data && params.data.point) follow(params.data.point[5], params.event.event);
    });
    chart.getZr().on('click', (event) => {
      if (event.target || !chart.containPixel('grid', [event.offsetX, event.offsetY])) return;
      const [px, py] = chart.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY]);
      const often = px >= x.to(cut);
      const earns = py >= line;
      follow(data.href[often ? (earns ? 'gold' : 'frequent') : earns ? 'big' : 'ordinary'], event.event);
    });
  }

  function quarters(element, data, strings) {
    if (!data.billed.some(Boolean) && !data.reduced.some(Boolean)) return nothing(element, strings.empty);
    const write = writers(data);
    const colour = paint(element);
    const kept = data.billed.map((amount, index) => amount - Math.min(Math.max(data.reduced[index], 0), Math.max(amount, 0)));
    eChart(element, {
      grid: { left: 4, right: 8, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: colour('rule'), opacity: 0.5 } },
        ...bubbleStyle(colour),
        formatter: ([point]) => {
          const reduced = data.reduced[point.dataIndex];
          const lines = [`<strong>${plain(data.periods[point.dataIndex])}</strong>`, `${plain(strings.billed)}: ${write.amount(data.billed[point.dataIndex])}`];
          if (reduced) lines.push(`${plain(strings.reduced)}: ${write.amount(reduced)}`);
          return lines.join('<br>');
        },
      },
      xAxis: axis(colour, { type: 'category', data: data.periods, axisLabel: { color: colour('quiet'), hideOverlap: true } }),
      yAxis: axis(colour, { axisLine: { show: false }, splitNumber: 3, axisLabel: { color: colour('quiet'), formatter: write.money } }),
      series: [
        { type: 'bar', stack: 'all', data: kept, barWidth: '58%', itemStyle: { color: colour('medium') }, emphasis: { disabled: true } },
        { type: 'bar', stack: 'all', data: data.billed.map((amount, index) => amount - kept[index]), itemStyle: { color: colour('reduced') }, emphasis: { disabled: true } },
      ],
    });
  }

  Object.assign(kinds, { whale, grid, quarters });
})();

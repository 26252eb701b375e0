// Finds and reads a QR code in a picture, for browsers that cannot do it by themselves (most of those on a desk). Reads
// what a form's code is: upright or turned or seen from the side, versions 1 to 40, error correction M (ISO/IEC 18004).
// Pure: pixels in, text out.
'use strict';

const qr = (() => {
  // ---- numbers of the field GF(256) that Reed-Solomon codes count in ----

  const EXP = new Uint8Array(512);
  const LOG = new Uint8Array(256);
  for (let i = 0, x = 1; i < 255; i++) {
    EXP[i] = EXP[i + 255] = x;
    LOG[x] = i;
    x = (x << 1) ^ (x & 0x80 ? 0x11d : 0);
  }
  const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);
  const over = (a, b) => (a ? EXP[LOG[a] + 255 - LOG[b]] : 0);
  const at = (polynomial, x) => polynomial.reduceRight((sum, c) => times(sum, x) ^ c, 0);

  const syndromes = (block, count) =>
    Array.from({ length: count }, (_, i) => block.reduce((sum, c) => times(sum, EXP[i]) ^ c, 0));

  // Corrects a block in place; false when it is beyond that. (Berlekamp-Massey, Chien, Forney.)
  function correct(block, count) {
    const s = syndromes(block, count);
    if (s.every((one) => one === 0)) return true;
    let locator = [1];
    let before = [1];
    let [errors, since, last] = [0, 1, 1];
    for (let r = 0; r < count; r++) {
      let wrong = 0;
      for (let i = 0; i <= errors; i++) wrong ^= times(locator[i] ?? 0, s[r - i]);
      if (wrong === 0) {
        since++;
        continue;
      }
      const scale = over(wrong, last);
      const next = Array.from({ length: Math.max(locator.length, before.length + since) }, (_, i) =>
        (locator[i] ?? 0) ^ times(scale, before[i - since] ?? 0));
      if (2 * errors <= r) {
        [before, last, errors, since] = [locator, wrong, r + 1 - errors, 1];
      } else {
        since++;
      }
      locator = next;
    }
    if (2 * errors > count) return false;
    const evaluator = Array.from({ length: count }, (_, i) => {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum ^= times(s[i - j], locator[j] ?? 0);
      return sum;
    });
    const slope = locator.map((c, i) => (i % 2 ? c : 0)).slice(1);
    let found = 0;
    block.forEach((_, place) => {
      const power = block.length - 1 - place;
      const inverse = EXP[255 - power];
      if (at(locator, inverse) !== 0) return;
      found++;
      const steep = at(slope, inverse);
      if (steep) block[place] ^= times(EXP[power], over(at(evaluator, inverse), steep));
    });
    return found === errors && syndromes(block, count).every((one) => one === 0);
  }

  // ---- what a code of a version looks like ----

  // Codewords for correction in each block, and blocks, at level M, by version.
  const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26,
    ...Array(19).fill(28)];
  const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26,
    28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
  const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  const MASKS = [
    (x, y) => (x + y) % 2,
    (_, y) => y % 2,
    (x) => x % 3,
    (x, y) => (x + y) % 3,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x, y) => ((x * y) % 2) + ((x * y) % 3),
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];

  function alignments(version) {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2;
    const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
    return [6, ...Array.from({ length: count - 1 }, (_, i) => version * 4 + 10 - (count - 2 - i) * step)];
  }

  // Whether a module is a pattern or a format, and no data.
  function patterns(version) {
    const side = version * 4 + 17;
    const taken = new Uint8Array(side * side);
    const fill = (left, top, width, height) => {
      for (let y = top; y < top + height; y++) taken.fill(1, y * side + left, y * side + left + width);
    };
    fill(0, 0, 9, 9);
    fill(side - 8, 0, 8, 9);
    fill(0, side - 8, 9, 8);
    fill(6, 0, 1, side);
    fill(0, 6, side, 1);
    const places = alignments(version);
    for (const x of places) {
      for (const y of places) {
        const corner = (x === 6 && y === 6) || (x === 6 && y === side - 7) || (x === side - 7 && y === 6);
        if (!corner) fill(x - 2, y - 2, 5, 5);
      }
    }
    if (version >= 7) {
      fill(side - 11, 0, 3, 6);
      fill(0, side - 11, 6, 3);
    }
    return taken;
  }

  const ones = (number) => {
    let count = 0;
    for (let rest = number; rest; rest &= rest - 1) count++;
    return count;
  };

  // The mask, from either copy of the format; null when neither can be made out or it is another level than M.
  function maskOf(dark, side) {
    const first = [];
    const second = [];
    for (let i = 0; i < 15; i++) {
      first.push(i < 6 ? dark(8, i) : i === 6 ? dark(8, 7) : i === 7 ? dark(8, 8) : i === 8 ? dark(7, 8) : dark(14 - i, 8));
      second.push(i < 8 ? dark(side - 1 - i, 8) : dark(8, side - 15 + i));
    }
    let best = [4, null];
    for (let format = 0; format < 32; format++) {
      let rest = format;
      for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
      const bits = ((format << 10) | rest) ^ 0x5412;
      for (const copy of [first, second]) {
        const seen = copy.reduce((sum, bit, i) => sum | (bit << i), 0);
        const apart = ones(seen ^ bits);
        if (apart < best[0]) best = [apart, format];
      }
    }
    return best[1] !== null && best[1] >> 3 === 0 ? best[1] & 7 : null;
  }

  // The text of a code whose modules are known.
  function readModules(dark, version) {
    const side = version * 4 + 17;
    const mask = MASKS[maskOf(dark, side) ?? -1];
    if (!mask) return null;
    const taken = patterns(version);
    const words = [];
    let [word, bits] = [0, 0];
    for (let right = side - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < side; step++) {
        const y = (right + 1) & 2 ? step : side - 1 - step;
        for (const x of [right, right - 1]) {
          if (taken[y * side + x]) continue;
          word = (word << 1) | (dark(x, y) ^ (mask(x, y) === 0 ? 1 : 0));
          if (++bits === 8) {
            words.push(word);
            [word, bits] = [0, 0];
          }
        }
      }
    }
    const [blocks, extra] = [BLOCKS[version], CORRECTION[version]];
    const short = Math.floor(words.length / blocks) - extra;
    const shorts = blocks - (words.length % blocks);
    const parts = Array.from({ length: blocks }, () => []);
    let next = 0;
    for (let i = 0; i <= short; i++) {
      for (let b = 0; b < blocks; b++) if (i < short || b >= shorts) parts[b].push(words[next++]);
    }
    for (let i = 0; i < extra; i++) for (const part of parts) part.push(words[next++]);
    if (!parts.every((part) => correct(part, extra))) return null;
    return readBits(parts.flatMap((part) => part.slice(0, part.length - extra)), version);
  }

  function readBits(bytes, version) {
    let place = 0;
    const take = (count) => {
      let number = 0;
      for (let i = 0; i < count; i++, place++) number = number * 2 + (((bytes[place >> 3] ?? 0) >> (7 - (place & 7))) & 1);
      return number;
    };
    const size = version < 10 ? 0 : version < 27 ? 1 : 2;
    let text = '';
    while (place + 4 <= bytes.length * 8) {
      const mode = take(4);
      if (mode === 0) break;
      if (mode === 1) {
        for (let left = take([10, 12, 14][size]); left > 0; left -= 3) {
          const digits = Math.min(left, 3);
          text += String(take([0, 4, 7, 10][digits])).padStart(digits, '0');
        }
      } else if (mode === 2) {
        for (let left = take([9, 11, 13][size]); left > 0; left -= 2) {
          const pair = left > 1 ? take(11) : take(6);
          text += left > 1 ? (LETTERS[Math.floor(pair / 45)] ?? '') + LETTERS[pair % 45] : (LETTERS[pair] ?? '');
        }
      } else if (mode === 4) {
        const raw = Array.from({ length: take(size ? 16 : 8) }, () => take(8));
        text += new TextDecoder().decode(new Uint8Array(raw));
      } else if (mode === 7) {
        take(8);
      } else {
        return null;
      }
    }
    return text;
  }

  // ---- finding it in a picture ----

  // Dark where a pixel is darker than what is around it, so that a shadow over half the paper does no harm.
  function darkness(pixels, width, height) {
    const sums = new Float64Array((width + 1) * (height + 1));
    const grey = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      let row = 0;
      for (let x = 0; x < width; x++) {
        const p = (y * width + x) * 4;
        const light = 0.3 * pixels[p] + 0.59 * pixels[p + 1] + 0.11 * pixels[p + 2];
        grey[y * width + x] = light;
        row += light;
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
      }
    }
    const reach = Math.max(12, Math.floor(Math.max(width, height) / 16));
    const dark = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
      for (let x = 0; x < width; x++) {
        const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
        const sum = sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
          - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
        dark[y * width + x] = grey[y * width + x] * (bottom - top) * (right - left) < sum * 0.94 ? 1 : 0;
      }
    }
    return dark;
  }

  // Whether five runs are as 1:1:3:1:1; the size of a module then, else 0.
  function asFinder(runs) {
    const module = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7;
    const near = (run, wanted) => Math.abs(run - wanted * module) < wanted * module * 0.5 + 0.5;
    return module >= 1 && near(runs[0], 1) && near(runs[1], 1) && near(runs[2], 3) && near(runs[3], 1) && near(runs[4], 1) ? module : 0;
  }

  // The five runs through a point along a line, and the middle of the middle one.
  function across(dark, width, height, x, y, dx, dy) {
    const is = (i) => {
      const [px, py] = [x + dx * i, y + dy * i];
      return px >= 0 && py >= 0 && px < width && py < height ? dark[py * width + px] : -1;
    };
    if (is(0) !== 1) return null;
    const walk = (step) => {
      const runs = [0, 0, 0];
      let i = step;
      for (let part = 0; part < 3; part++) {
        const wanted = part === 1 ? 0 : 1;
        while (is(i) === wanted) {
          runs[part]++;
          i += step;
        }
      }
      return runs;
    };
    const [back, on] = [walk(-1), walk(1)];
    const module = asFinder([back[2], back[1], back[0] + on[0] + 1, on[1], on[2]]);
    return module ? { module, shift: (on[0] - back[0]) / 2 } : null;
  }

  function finders(dark, width, height) {
    const found = [];
    for (let y = 0; y < height; y++) {
      const runs = [0, 0, 0, 0, 0];
      let shade = 0;
      let length = 0;
      for (let x = 0; x <= width; x++) {
        const now = x < width ? dark[y * width + x] : 1 - shade;
        if (now === shade) {
          length++;
          continue;
        }
        runs.shift();
        runs.push(length);
        if (shade === 1 && asFinder(runs)) {
          const middle = Math.round(x - runs[4] - runs[3] - runs[2] / 2);
          const down = across(dark, width, height, middle, y, 0, 1);
          const centre = down && Math.round(y + down.shift);
          const along = down && across(dark, width, height, middle, centre, 1, 0);
          if (along && along.module < down.module * 2 && down.module < along.module * 2) {
            merge(found, middle + along.shift, centre, (along.module + down.module) / 2);
          }
        }
        [shade, length] = [now, 1];
      }
    }
    return found.filter(({ count }) => count > 1).sort((a, b) => b.count - a.count).slice(0, 12);
  }

  function merge(found, x, y, module) {
    const same = found.find((one) => Math.hypot(one.x - x, one.y - y) < 2 * one.module);
    if (!same) {
      found.push({ x, y, module, count: 1 });
      return;
    }
    const part = 1 / ++same.count;
    same.x += (x - same.x) * part;
    same.y += (y - same.y) * part;
    same.module += (module - same.module) * part;
  }

  // Three that stand as the corners of a square do, the likeliest first: [top left, top right, bottom left].
  function corners(found) {
    const all = [];
    const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
    for (let i = 0; i < found.length; i++) {
      for (let j = i + 1; j < found.length; j++) {
        for (let k = j + 1; k < found.length; k++) {
          const three = [found[i], found[j], found[k]];
          const sizes = three.map(({ module }) => module);
          if (Math.max(...sizes) > 1.8 * Math.min(...sizes)) continue;
          // The corner opposite the longest side is the first.
          const [first, a, b] = [[0, 1, 2], [1, 0, 2], [2, 0, 1]]
            .map((order) => order.map((n) => three[n]))
            .sort((p, q) => apart(q[1], q[2]) - apart(p[1], p[2]))[0];
          const [long, one, two] = [apart(a, b), apart(first, a), apart(first, b)];
          if (Math.min(one, two) < 10 * Math.min(...sizes)) continue;
          const badness = Math.abs(long * long - one * one - two * two) / (long * long) + Math.abs(one - two) / Math.max(one, two);
          if (badness > 0.9) continue;
          const turned = (a.x - first.x) * (b.y - first.y) - (a.y - first.y) * (b.x - first.x) > 0;
          all.push({ badness, three: turned ? [first, a, b] : [first, b, a] });
        }
      }
    }
    return all.sort((p, q) => p.badness - q.badness).slice(0, 4).map(({ three }) => three);
  }

  // The middle of the small pattern nearest to where it should be; null when there is none.
  function alignment(dark, width, height, guess, right, down, size) {
    let best = null;
    const reach = 8 * size;
    const step = Math.max(1, Math.floor(size / 4));
    for (let dy = -reach; dy <= reach; dy += step) {
      for (let dx = -reach; dx <= reach; dx += step) {
        let fits = 0;
        for (let v = -2; v <= 2; v++) {
          for (let u = -2; u <= 2; u++) {
            const x = Math.round(guess.x + dx + u * right.x + v * down.x);
            const y = Math.round(guess.y + dy + u * right.y + v * down.y);
            const wanted = Math.max(Math.abs(u), Math.abs(v)) === 1 ? 0 : 1;
            if (x >= 0 && y >= 0 && x < width && y < height && dark[y * width + x] === wanted) fits++;
          }
        }
        const score = fits - Math.hypot(dx, dy) / reach;
        if (fits >= 22 && (!best || score > best.score)) best = { score, x: guess.x + dx, y: guess.y + dy };
      }
    }
    return best;
  }

  // The function that takes places in the code to places in the picture, by four points of each.
  function perspective(from, to) {
    const rows = [];
    from.forEach(([u, v], i) => {
      const [x, y] = to[i];
      rows.push([u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]);
    });
    for (let column = 0; column < 8; column++) {
      let pivot = column;
      for (let row = column + 1; row < 8; row++) if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
      if (Math.abs(rows[pivot][column]) < 1e-9) return null;
      [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
      for (let row = 0; row < 8; row++) {
        if (row === column) continue;
        const part = rows[row][column] / rows[column][column];
        for (let i = column; i < 9; i++) rows[row][i] -= part * rows[column][i];
      }
    }
    const h = rows.map((row, i) => row[8] / row[i]);
    return (u, v) => {
      const w = h[6] * u + h[7] * v + 1;
      return [(h[0] * u + h[1] * v + h[2]) / w, (h[3] * u + h[4] * v + h[5]) / w];
    };
  }

  function readAt(dark, width, height, [first, across_, down_], version) {
    const side = version * 4 + 17;
    const span = side - 7;
    const right = { x: (across_.x - first.x) / span, y: (across_.y - first.y) / span };
    const down = { x: (down_.x - first.x) / span, y: (down_.y - first.y) / span };
    const size = (Math.hypot(right.x, right.y) + Math.hypot(down.x, down.y)) / 2;
    const guess = { x: first.x + (span - 3) * (right.x + down.x), y: first.y + (span - 3) * (right.y + down.y) };
    const seen = version > 1 ? alignment(dark, width, height, guess, right, down, size) : null;
    const last = seen ? [side - 6.5, side - 6.5] : [side - 3.5, side - 3.5];
    const there = seen ? [seen.x, seen.y] : [across_.x + down_.x - first.x, across_.y + down_.y - first.y];
    const place = perspective(
      [[3.5, 3.5], [side - 3.5, 3.5], [3.5, side - 3.5], last],
      [[first.x, first.y], [across_.x, across_.y], [down_.x, down_.y], there],
    );
    if (!place) return null;
    const modules = new Uint8Array(side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        // Five looks into each module; most of them decide.
        let votes = 0;
        for (const [du, dv] of [[0.5, 0.5], [0.3, 0.5], [0.7, 0.5], [0.5, 0.3], [0.5, 0.7]]) {
          const [px, py] = place(x + du, y + dv).map(Math.round);
          if (px >= 0 && py >= 0 && px < width && py < height) votes += dark[py * width + px];
        }
        modules[y * side + x] = votes > 2 ? 1 : 0;
      }
    }
    return readModules((x, y) => modules[y * side + x], version);
  }

  // The text of a QR code in a picture of `width` by `height` pixels (RGBA); null when there is none that can be read.
  function read(pixels, width, height) {
    const dark = darkness(pixels, width, height);
    for (const three of corners(finders(dark, width, height))) {
      const [first, a, b] = three;
      const long = (Math.hypot(a.x - first.x, a.y - first.y) + Math.hypot(b.x - first.x, b.y - first.y)) / 2;
      const module = (first.module + a.module + b.module) / 3;
      const likely = Math.round((long / module - 10) / 4);
      for (const off of [0, 1, -1, 2, -2, 3, -3]) {
        const version = likely + off;
        const text = version >= 1 && version <= 40 ? readAt(dark, width, height, three, version) : null;
        if (text) return text;
      }
    }
    return null;
  }

  // The same face as the browser's own detector: what is found in a picture or a film.
  async function detect(source) {
    const [width, height] = [source.videoWidth || source.width, source.videoHeight || source.height];
    for (const most of [1200, 2200, 700]) {
      const scale = Math.min(1, most / Math.max(width, height, 1));
      const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      pen.drawImage(source, 0, 0, w, h);
      const text = read(pen.getImageData(0, 0, w, h).data, w, h);
      if (text) return [{ rawValue: text }];
      // A film has a next picture soon; a small picture has no other sizes.
      if (source.videoWidth || scale === 1) break;
    }
    return [];
  }

  return { read, detect };
})();

// Small words that every later part uses: order, days, names of keys.
// Source: docs/spec sections 5, 6, 7 (calendar), 9 (legal day).
(function (Eal) {
  /** Order of two texts by code point: negative, 0 or positive. */
  function order(a, b) {
    if (a === b) return 0;
    const length = Math.min(a.length, b.length);
    for (let n = 0; n < length; n += 1) {
      const [x, y] = [a.charCodeAt(n), b.charCodeAt(n)];
      if (x !== y) return weight(x) - weight(y);
    }
    return a.length - b.length;
  }

  // UTF-16 puts surrogates before U+E000; code points do not.
  function weight(unit) {
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit;
  }

  /** Order of two texts or nulls, null first. */
  function orderNull(a, b) {
    if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
    return order(a, b);
  }

  /** Order of two values by several keys; a key is a text, a number or null (null first). */
  function orderBy(...keys) {
    return (a, b) => {
      for (const key of keys) {
        const [x, y] = [key(a), key(b)];
        const both = typeof x === 'number' && typeof y === 'number';
        const found = both ? x - y : orderNull(x, y);
        if (found !== 0) return found;
      }
      return 0;
    };
  }

  /** The texts, each once, by code point. */
  function sorted(texts) {
    return [...new Set(texts)].sort(order);
  }

  /** Whether `items` is sorted by `compare` and holds nothing twice. */
  function ascends(items, compare = order) {
    return items.every((item, n) => n === 0 || compare(items[n - 1], item) < 0);
  }

  const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  function leap(year) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  }

  /** The number of days of a month (1–12). */
  function daysOfMonth(year, month) {
    return month === 2 && leap(year) ? 29 : MONTHS[month - 1];
  }

  /** Days since 1970-01-01 of a day. */
  function dayNumber(day) {
    const [year, month, date] = day.split('-').map(Number);
    return Date.UTC(year, month - 1, date) / 86400000;
  }

  /** The day of a number; never later than 2199-12-31 (section 7). */
  function dayOf(number) {
    const last = dayNumber('2199-12-31');
    return new Date(Math.min(number, last) * 86400000).toISOString().slice(0, 10);
  }

  /** The day `count` days after a day. */
  function addDays(day, count) {
    return dayOf(dayNumber(day) + count);
  }

  /** The same day of the month `count` months later, or its last day. */
  function addMonths(day, count) {
    const [year, month, date] = day.split('-').map(Number);
    const months = year * 12 + (month - 1) + count;
    const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
    if (y > 2199) return '2199-12-31';
    const two = (number) => String(number).padStart(2, '0');
    return `${y}-${two(m)}-${two(Math.min(date, daysOfMonth(y, m)))}`;
  }

  const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

  /** The name of the day of the week. */
  function weekday(day) {
    return WEEK[(((dayNumber(day) + 4) % 7) + 7) % 7];
  }

  /** The legal end of a day as an instant, by the offsets of a ruleset (null: UTC); section 9. */
  function endOfDay(day, offsets) {
    const midnight = (dayNumber(day) + 1) * 1440;
    const ends = (offsets || []).map((offset) => [offset.from, instantOf(midnight - offset.minutes)]);
    if (ends.length === 0) return instantOf(midnight);
    const past = ends.filter(([from, end]) => from <= end);
    return past.length > 0 ? past[past.length - 1][1] : ends[0][1];
  }

  function instantOf(minutes) {
    return `${new Date(minutes * 60000).toISOString().slice(0, 19)}.000000Z`;
  }

  /** An instant so many hours later. */
  function laterBy(instant, hours) {
    return instantOf(Date.parse(`${instant.slice(0, 16)}Z`) / 60000 + hours * 60);
  }

  /** Whether a day lies in `from` ≤ day < `until` (null = open). */
  function within(day, from, until) {
    return (from === null || from <= day) && (until === null || day < until);
  }

  /** The act of a reference `ACT` or `ACT#N`. */
  function actOf(reference) {
    return reference.split('#')[0];
  }

  const NAMED = { unit: 'unit', contest: 'contest', run: 'run', election: 'election', act: 'decision' };

  /** The kind of subject that a field type names (`unit`, `subject:KIND`, `act` …), or null. */
  function kindOf(type) {
    const bare = type.replace(/^list:/, '').replace(/\?$/, '');
    if (bare.startsWith('subject:')) return bare.slice(8);
    return NAMED[bare] || null;
  }

  /** The later of two rows in order of (since, ordinal): negative when `a` comes first. */
  function inOrder(a, b) {
    return a.since - b.since || a.ordinal - b.ordinal;
  }

  Object.assign(Eal, {
    order, orderNull, orderBy, sorted, ascends, dayNumber, dayOf,
    addDays, addMonths, weekday, endOfDay, laterBy, within, actOf, kindOf, inOrder,
  });
})(Eal);

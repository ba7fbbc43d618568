// Field types and the check of a value against its type. Source: docs/spec section 5.
(function (Eal) {
  const { isId, isCode, isHash, isDay, isInstant, isReference, isLanguage } = Eal.spelling;
  const isText = (value) => typeof value === 'string';
  const isCount = (value, least = 0) => Number.isSafeInteger(value) && value >= least;
  const isList = (value, least, most) =>
    Array.isArray(value) && value.length >= least && value.length <= most;

  /** Whether a value is a text of `least` to `most` code points, with line feeds only if allowed. */
  function isLine(value, least, most, feeds = false) {
    if (!isText(value) || (!feeds && value.includes('\n'))) return false;
    const count = Eal.pointCount(value);
    return count >= least && count <= most;
  }

  /** Whether a value is an object with exactly these members. */
  function hasMembers(value, names) {
    if (!Eal.isObject(value)) return false;
    const own = Object.keys(value);
    return own.length === names.length && names.every((name) => Object.hasOwn(value, name));
  }

  function isBounds(value) {
    if (!isCount(value.low) || !(value.high === null || isCount(value.high, value.low))) return false;
    return value.why === null ? value.low === value.high : isCode(value.why);
  }

  function isClaim(value) {
    const members = ['high', 'low', 'source', 'why'];
    return hasMembers(value, members) && isLine(value.source, 1, 200) && isBounds(value);
  }

  /** Whether a value is a quantity. */
  function isQuantity(value) {
    if (hasMembers(value, ['disputed'])) return isList(value.disputed, 2, 9) && value.disputed.every(isClaim);
    return hasMembers(value, ['high', 'low', 'why']) && isBounds(value);
  }

  /** Whether a value is a `when`. */
  function isWhen(value) {
    if (!hasMembers(value, ['at', 'earliest', 'latest', 'why'])) return false;
    const { at, earliest, latest, why } = value;
    if (!(at === null || isInstant(at)) || !(why === null || isCode(why))) return false;
    if (![earliest, latest].every((day) => day === null || isDay(day))) return false;
    return earliest === null || latest === null || earliest <= latest;
  }

  function isFigure(value) {
    if (!hasMembers(value, ['measure', 'selection', 'value'])) return false;
    const selection = value.selection === null || isId(value.selection);
    return isCode(value.measure) && selection && isQuantity(value.value);
  }

  function isFigures(value) {
    if (!isList(value, 1, 500) || !value.every(isFigure)) return false;
    return Eal.ascends(value, Eal.orderBy((one) => one.measure, (one) => one.selection));
  }

  function isSorted(value, least, is) {
    return isList(value, least, 65535) && value.every(is) && Eal.ascends(value);
  }

  const BOX = ['channels', 'contests', 'further', 'lists', 'selections', 'units'];

  function isBox(value) {
    if (!hasMembers(value, BOX)) return false;
    const { channels, contests, further, lists, selections, units } = value;
    if (!isSorted(channels, 0, isCode) || !isSorted(selections, 0, isId)) return false;
    if (!isSorted(contests, 1, isId) || !isSorted(units, 0, isId) || !isSorted(lists, 0, isId)) return false;
    if (further === null) return units.length + lists.length > 0;
    return hasMembers(further, ['count', 'within']) && isQuantity(further.count) && isId(further.within);
  }

  function isRange(value) {
    if (!hasMembers(value, ['first', 'last', 'prefix'])) return false;
    const { first, last, prefix } = value;
    return isCount(first) && isCount(last, first) && (prefix === null || isLine(prefix, 1, 20));
  }

  function follows(before, { first, prefix }) {
    return before.prefix === prefix ? first > before.last : Eal.orderNull(before.prefix, prefix) < 0;
  }

  /** Whether a value is serial numbers. */
  function isNumbers(value) {
    if (!hasMembers(value, ['ranges', 'why']) || !isList(value.ranges, 0, 500)) return false;
    const { ranges, why } = value;
    if (!ranges.every(isRange) || !(why === null ? ranges.length > 0 : isCode(why))) return false;
    return ranges.every((range, n) => n === 0 || follows(ranges[n - 1], range));
  }

  function isItem(value) {
    if (!hasMembers(value, ['id', 'name', 'parent', 'type'])) return false;
    const parent = value.parent === null || isId(value.parent);
    return isId(value.id) && parent && isLine(value.name, 1, 500) && isCode(value.type);
  }

  const SHAPES = {
    text: (value) => isLine(value, 1, 500),
    long_text: (value) => isLine(value, 1, 8000, true),
    id: isId,
    code: isCode,
    hash: isHash,
    day: isDay,
    instant: isInstant,
    reference: isReference,
    count: (value) => isCount(value),
    flag: (value) => typeof value === 'boolean',
    body: isId,
    person: isId,
    unit: isId,
    contest: isId,
    run: isId,
    election: isId,
    act: isId,
    quantity: isQuantity,
    when: isWhen,
    figures: isFigures,
    numbers: isNumbers,
    scope: (value) => isList(value, 1, 50) && value.every(isBox),
    items: (value) => isList(value, 1, 1000) && value.every(isItem),
  };

  /** A type taken apart: `{base, list, nullable}`, or null when it is no type. */
  function parseType(type) {
    if (!isText(type)) return null;
    const nullable = type.endsWith('?');
    const list = type.startsWith('list:');
    const base = type.slice(list ? 5 : 0, nullable ? -1 : undefined);
    const kind = base.startsWith('subject:') ? base.slice(8) : null;
    const named = ['unit', 'contest', 'run', 'election', 'poll', 'count', 'decision'];
    if (kind !== null ? !isCode(kind) || named.includes(kind) : !Object.hasOwn(SHAPES, base)) return null;
    return { base, list, nullable };
  }

  function fits(base, value, of) {
    if (base.startsWith('subject:')) return isId(value);
    return SHAPES[base](value) && (base !== 'code' || of === null || of.includes(value));
  }

  function unknownIn(box, known) {
    const units = box.further === null ? box.units : [...box.units, box.further.within];
    if (box.contests.some((id) => !known.subject(`contest:${id}`))) return 'unknown_contest';
    if (units.some((id) => !known.subject(`unit:${id}`))) return 'unknown_unit';
    return box.lists.some((id) => !known.subject(`unit_list:${id}`)) ? 'unknown_unit_list' : null;
  }

  function unknownCode(base, value, known) {
    if (base === 'body') return known.body(value) ? null : 'unknown_body';
    if (base === 'person') return known.person(value) ? null : 'unknown_person';
    if (['unit', 'contest', 'run', 'election'].includes(base)) {
      return known.subject(`${base}:${value}`) ? null : `unknown_${base}`;
    }
    if (base !== 'scope') return null;
    return value.map((box) => unknownIn(box, known)).find((code) => code !== null) || null;
  }

  /**
   * The code for a value that breaks its type, or null.
   * `known` answers `body(id)`, `person(id)` (ever entered) and `subject(key)` (created earlier).
   */
  function fieldProblem(field, value, known) {
    const { base, list, nullable } = parseType(field.type);
    if (value === null) return nullable ? null : 'bad_field';
    const values = list ? value : [value];
    if (list && !isList(value, 1, 1000)) return 'bad_field';
    if (values.some((one) => !fits(base, one, field.of))) return 'bad_field';
    return values.map((one) => unknownCode(base, one, known)).find((code) => code !== null) || null;
  }

  /** The *day* of an event: that of its `occurred`, else the act's. */
  function dayOfEvent(event, act) {
    const when = event.occurred;
    return (when && (when.earliest || when.latest)) || act.day;
  }

  Eal.shapes = {
    isText, isId, isCode, isHash, isReference, isLanguage, isCount, isList, isLine, hasMembers,
    isQuantity, isWhen, isSorted, isFlag: SHAPES.flag,
  };
  Object.assign(Eal, { parseType, fieldProblem, dayOfEvent });
})(Eal);

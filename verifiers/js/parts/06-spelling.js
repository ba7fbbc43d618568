(function (Eal) {
  const ID = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/;
  const CODE = /^[a-z][a-z0-9_]{0,63}$/;
  const HASH = /^[0-9a-f]{64}$/;
  const DAY = /^(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$/;
  const INSTANT = /^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z$/;
  const ORIGIN = /^[a-z0-9][a-z0-9./-]{0,127}$/;
  const REFERENCE = /^([^#]*)(#[1-9][0-9]{0,8})?$/;
  const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
  const EVENT_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
  const isText = (value) => typeof value === 'string';

  function isDay(value) {
    if (!isText(value) || !DAY.test(value)) return false;
    const [year, month, day] = value.split('-').map(Number);
    if (month < 1 || month > 12 || day < 1) return false;
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  }

  /** The small spellings of docs/spec 1 and 2: each says of any value whether it is one. */
  Eal.spelling = {
    isId: (value) => isText(value) && ID.test(value),
    isCode: (value) => isText(value) && CODE.test(value),
    isHash: (value) => isText(value) && HASH.test(value),
    isDay,
    isInstant: (value) => isText(value) && INSTANT.test(value) && isDay(value.slice(0, 10)),
    isOrigin: (value) => isText(value) && ORIGIN.test(value),
    isReference(value) {
      const parts = isText(value) && REFERENCE.exec(value);
      return Boolean(parts) && ID.test(parts[1]);
    },
    isLanguage: (value) => isText(value) && LANGUAGE.test(value),
    isEventType: (value) => isText(value) && value.length <= 64 && EVENT_TYPE.test(value),
    isCount: (value) => Number.isSafeInteger(value) && value >= 0,
    isKeyId: (value) => isText(value) && /^[A-Za-z0-9_-]{43}$/.test(value),
    /** Text of 1 to `max` code points without line feed. */
    isLine: (value, max = 500) =>
      isText(value) && value !== '' && !value.includes('\n') && Eal.pointCount(value) <= max,
  };
})(Eal);

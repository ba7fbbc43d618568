(function (Eal) {
  const WORDS = {
    VERIFIED: 'Every check that the trust file requires was made and passed.',
    CONTRADICTED: 'A check failed: what you were given contradicts itself, or what you know.',
    INCOMPLETE: 'Nothing is contradicted, but what the trust file requires was not all checked.',
    'NOT FOUND': 'This is another ledger than the one that the trust file names.',
  };
  /** The verdict in a sentence. */
  Eal.verdictWords = (verdict) => WORDS[verdict];

  const told = (value) => Eal.shown(typeof value === 'string' ? value : JSON.stringify(value));

  /** One line a check. */
  function checkLine(check) {
    const counts = ['PASS', 'FAIL'].includes(check.result) ? `${check.examined - check.failed} of ${check.examined}  ` : '';
    const why = check.reason ? ` (${Eal.shown(check.reason)})` : '';
    return `  ${check.id} ${check.result.padEnd(14)} ${counts}${check.title}${why}${check.required ? '' : '  [waived]'}`;
  }

  function findingLines(finding) {
    const known = Eal.meaningOf(finding.code);
    const where = finding.index === null ? '' : `entry ${finding.index}: `;
    return [
      `  ${finding.check}  ${where}${finding.message} [${finding.code}]`,
      `       expected  ${told(finding.expected)}`,
      `       found     ${told(finding.found)}`,
      `       innocent  ${known.innocent}`,
      `       hostile   ${known.hostile}`,
      `       do        ${known.do}`,
    ];
  }

  /** The lines on top that nobody may miss: what is waived, and what is no official record. */
  Eal.warnings = function (document) {
    const { trust, subject } = document;
    const waived = trust.waived.length
      ? `WAIVED by the trust file (not required for the verdict): ${trust.waived.join(' ')}`
      : 'The trust file waives nothing: every check is required.';
    const is = subject.purpose && subject.purpose !== 'official';
    const clock = subject.clock === 'simulated' ? ' with a simulated clock' : '';
    return is ? [waived, `THIS LEDGER IS A ${subject.purpose.toUpperCase()}${clock}: no official record.`] : [waived];
  };

  /** What a state proof says, a line each; nothing for other reports, or where it was not shown to follow. */
  Eal.answerLines = function ({ checks, subject }) {
    const { answer, until } = subject;
    const isShown = ['V26', 'V27'].every((id) => checks.some((check) => check.id === id && check.result === 'PASS'));
    if (!answer || !isShown) return [];
    const heads = answer.headlines.filter(Eal.isObject).map(({ contest, headline }) => {
      const { code, run, day } = Eal.isObject(headline) ? headline : {};
      return `${contest}: ${[code, run, day].filter(Boolean).join(', ')}`;
    });
    const later = subject.later.length ? `Touched again since, at ${subject.later.join(', ')}: shown, not proven complete.` : '';
    return [
      `${answer.unit}, as sealed at position ${answer.position}, in force on ${answer.day}; asked about position ${until}`,
      ...heads,
      ...(later ? [later] : []),
    ].map(Eal.shown);
  };

  /** What no document of this kind can show. */
  Eal.cannotShowWords = ({ kind }) => `What ${Eal.documentKind(kind).name} cannot show, and a bundle of the whole log does:`;
  Eal.cannotShowLines = ({ cannot_show: lines }) => lines.map(({ checks, words }) => (checks.length ? `${words} (${checks.join(' ')})` : words));

  /** A report, or a refusal, as text. */
  Eal.plainText = function (document) {
    if (document.verdict === null) {
      return `eal-verify: ${document.message} [${document.code}]\n  found  ${document.found}\n  do     ${document.do}\n`;
    }
    const { checks, first_finding: first, verdict } = document;
    const findings = Eal.findingsOf(checks);
    const lines = [
      ...Eal.warnings(document).map(Eal.shown),
      '',
      `RESULT  ${verdict}  (exit code ${document.exit_code})`,
      Eal.verdictWords(verdict),
      ...(document.verified ? [`VERIFIED: ${document.verified}.`] : []),
    ];
    if (first) lines.push(`First problem: ${first.index === null ? '' : `entry ${first.index} `}(${first.check}, ${first.code}).`);
    const says = Eal.answerLines(document);
    if (says.length) lines.push('', 'The proof says:', ...says.map((line) => `  ${line}`));
    lines.push('', ...checks.map(checkLine));
    if (findings.length) lines.push('', 'Findings:', ...findings.flatMap(findingLines));
    const open = checks.filter((check) => check.result === 'NOT CHECKED');
    if (open.length) lines.push('', 'Not checked, and what to supply:', ...open.map((check) => `  ${check.id}  ${check.supply}`));
    if (document.cannot_show.length) lines.push('', Eal.cannotShowWords(document), ...Eal.cannotShowLines(document).map((line) => `  ${line}`));
    lines.push('', 'This result does not establish:', ...document.does_not_establish.map((line) => `  ${line}`));
    return `${lines.join('\n')}\n`;
  };
})(Eal);

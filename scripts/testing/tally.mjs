/**
 * What one test runner, or all of them, came to.
 * @typedef {{ passed: number, failed: number, skipped: number, problems: string[] }} Tally
 */

// A skip that no service can prevent says so in its title.
const MAY_SKIP = '[optional';

/**
 * Reads a runner's JSON report (Vitest's, which has Jest's shape) beside its exit code, so that a
 * runner that died, a file that did not load and an error outside any test all count as failures.
 * @param {string} runner its name, for the messages
 * @param {unknown} report parsed JSON, or undefined when none was written
 * @param {number} exitCode
 * @param {{ skipsFail: boolean }} options whether a skipped test is a failure
 * @returns {Tally}
 */
export function tallyReport(runner, report, exitCode, { skipsFail }) {
  if (report === undefined) {
    const problem = `${runner} ended with ${exitCode} and wrote no report`;
    return { passed: 0, failed: 1, skipped: 0, problems: [problem] };
  }
  const tally = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const file of report.testResults) countFile(tally, file, skipsFail);
  if (exitCode !== 0 && tally.failed === 0) {
    tally.failed += 1;
    tally.problems.push(`${runner} ended with ${exitCode} although no test failed`);
  }
  if (tally.passed + tally.failed + tally.skipped === 0) {
    tally.failed += 1;
    tally.problems.push(`${runner} ran no tests`);
  }
  return tally;
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sumTallies(tallies) {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    skipped: tallies.reduce((sum, { skipped }) => sum + skipped, 0),
    problems: tallies.flatMap(({ problems }) => problems),
  };
}

function countFile(tally, file, skipsFail) {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed').length;
  // A hook that throws skips its tests; that is one failure, not as many as there are tests.
  const failedOutside = file.status === 'failed' && failed === 0;
  for (const { status, fullName } of file.assertionResults) {
    if (status === 'passed') tally.passed += 1;
    else if (status !== 'failed') countSkip(tally, fullName, skipsFail && !failedOutside);
  }
  tally.failed += failedOutside ? 1 : failed;
  if (failedOutside) {
    tally.problems.push(`${file.name}: ${file.message || 'failed outside its tests'}`);
  }
}

function countSkip(tally, fullName, skipsFail) {
  if (!skipsFail || fullName.includes(MAY_SKIP)) {
    tally.skipped += 1;
    return;
  }
  tally.failed += 1;
  tally.problems.push(`skipped, which MUSTER_REQUIRE_SERVICES=1 forbids: ${fullName}`);
}

/**
 * Ends Jest where it does not end by itself. A test that fails may leave a worker or a socket open. Jest would then
 * wait for it without end, and CI would report a time-out in place of the failed test.
 *
 * Option `exitMs`: how long Jest has for its exit after the last test, in ms. A child process may have much to write.
 */
module.exports = class JestExitReporter {
  constructor(_globalConfig, { exitMs = 30_000 } = {}) {
    this.exitMs = exitMs;
  }

  onRunComplete() {
    setTimeout(() => {
      const open = process.getActiveResourcesInfo().join(', ');
      console.error(
        `failed: Jest did not exit within ${this.exitMs} ms of its last test. Still open: ${open}`,
      );
      process.exit(1);
    }, this.exitMs).unref();
  }
};

#!/usr/bin/env node
// A script in old syntax, not a module: an old Node.js gets to the message below instead of a syntax error, and
// `--version` is answered before Node.js loads what it needs for modules.
var found = process.versions.node.split('.').map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 19)) {
  process.stderr.write('liqo-doctor needs Node.js 20.19 or later; this is ' + process.versions.node + '.\n');
  process.exitCode = 2;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  // Whoever read it may have gone.
  process.stdout.on('error', function () {});
  process.stdout.write(require('../package.json').version + '\n');
} else {
  import('../dist/cli.js').then(
    function (cli) {
      return cli.runProcess();
    },
    function (error) {
      var missing = error && error.code === 'ERR_MODULE_NOT_FOUND';
      process.stderr.write(
        missing
          ? 'liqo-doctor is not built: run `npm run build` first.\n'
          : String((error && error.stack) || error) + '\n',
      );
      process.exitCode = 1;
    },
  );
}

#!/usr/bin/env node
// Written in old syntax, so that an old Node.js gets to the message below instead of a syntax error.
var found = process.versions.node.split('.').map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 19)) {
  process.stderr.write('liqo-doctor needs Node.js 20.19 or later; this is ' + process.versions.node + '.\n');
  process.exitCode = 2;
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

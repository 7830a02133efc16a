#!/usr/bin/env node
// kubectl runs this program for `kubectl liqo-doctor` and Tab, with the words of the line as arguments.
process.argv.splice(2, 0, '__complete');
require('./liqo-doctor.js');

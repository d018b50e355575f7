// Reads a JSON list of [encoding, text] pairs on stdin and writes the list of the columns that receiptline gives each.
"use strict";
const { commands } = require("receiptline");

let input = "";
process.stdin.on("data", (part) => { input += part; });
process.stdin.on("end", () => {
  const widths = JSON.parse(input).map(([encoding, text]) => commands.escpos.measureText(text, encoding));
  process.stdout.write(JSON.stringify(widths));
});

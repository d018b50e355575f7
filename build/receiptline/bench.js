// Measures how long receiptline takes for the receipts of posd's own benchmarks: markdown to ESC/POS bytes. Prints JSON. Run with
// --expose-gc, so that what a receipt allocates can be told apart from what the collector takes back.
"use strict";
const { transform } = require("receiptline");
const { PNG } = require("pngjs");

const printer = {
  command: "escpos", encoding: "gb18030", cpl: 48, upsideDown: false, spacing: false, cutting: true, gradient: false, threshold: 128, margin: 0,
};

// picture is a logo of 200 x 80 dots, in base64 as receiptline wants it.
function picture() {
  const png = new PNG({ width: 200, height: 80 });
  for (let i = 0; i < png.data.length; i += 4) {
    png.data.fill(((i / 4) ^ ((i / 4 / 200) | 0)) & 4 ? 255 : 0, i, i + 3);
    png.data[i + 3] = 255;
  }
  return PNG.sync.write(png).toString("base64");
}

const order = "91234567890123456789";
const head = "^^^晨光咖啡馆\n上海市静安区南京西路1266号\n\"付款凭证\nAlipay+ 支付宝\n-\n";
const tail = `{code:${order}_0;option:code128,2,64,hri}\n{code:${order};option:qrcode,6,m}\n退款需订单号，请保留本单\n`;
const facts = ["门店：静安店", "终端号：T0001", "收银员：张三", "时间：2026-05-09 12:34:56 +08:00", "商品：拿铁咖啡 x2", `订单号：${order}`,
  "支付宝交易号：2026050922001412341234567890", "付款账户：138****0000"].map((line) => "|" + line + "\n").join("");
const items = Array.from({ length: 20 }, (_, i) => `|拿铁咖啡 大杯 ${i + 1}|12.50 CNY|\n`).join("");

const receipts = {
  standard: head + facts + "-\n|^金额|^12.50 CNY|\n" + tail,
  items: `{image:${picture()}}\n` + head + items + "-\n|^金额|^250.00 CNY|\n" + tail,
};

// measure encodes for about a second, after a while to warm up, and takes the best of five spells.
function measure(text) {
  const spell = (ms) => {
    const start = process.hrtime.bigint();
    let n = 0;
    for (; Number(process.hrtime.bigint() - start) < ms * 1e6; n++) transform(text, printer);
    return Number(process.hrtime.bigint() - start) / n;
  };
  spell(500);
  const best = Math.min(...Array.from({ length: 5 }, () => spell(200)));
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20; i++) transform(text, printer);
  return { ns: best, bytes: transform(text, printer).length, heap: Math.max(0, (process.memoryUsage().heapUsed - before) / 20) };
}

const out = {};
for (const [name, text] of Object.entries(receipts)) out[name] = measure(text);
process.stdout.write(JSON.stringify(out));

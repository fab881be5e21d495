// Engines in JavaScript for bench/word.py: reads a request a line, renders, answers with the time it took.
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [engine, modules, template, out] = process.argv.slice(2);
const load = (name) => require(path.join(modules, "node_modules", name));
const source = fs.readFileSync(template);
let values = {};

async function docxtemplater() {
  const PizZip = load("pizzip");
  const Docxtemplater = load("docxtemplater");
  const document = new Docxtemplater(new PizZip(source), { paragraphLoop: true, linebreaks: true, parser: dotted });
  document.render(values);
  return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE", compressionOptions: { level: 1 } });
}

// A path with dots, looked up from the inside out.
function dotted(tag) {
  return { get: (scope) => tag.split(".").reduce((at, name) => (at === null || at === undefined ? undefined : at[name]), scope) };
}

function carbone() {
  return new Promise((done, failed) => {
    load("carbone").render(template, values, (error, result) => (error ? failed(error) : done(result)));
  });
}

const engines = { docxtemplater, carbone };

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const request = JSON.parse(line);
  try {
    if (request.load) {
      values = JSON.parse(fs.readFileSync(request.load, "utf8"));
      console.log("{}");
      return;
    }
    const start = process.cpuUsage();
    const result = await engines[engine]();
    const used = process.cpuUsage(start);
    const ms = (used.user + used.system) / 1000;
    fs.writeFileSync(out, result);
    console.log(JSON.stringify({ ms }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error && error.message) }));
  }
}).on("close", () => process.exit(0));

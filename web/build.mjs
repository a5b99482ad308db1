// Bundles what the pages use from others into dist/: one script a view, the fonts, and all licences.
import { build } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";

const FONT = "node_modules/@fontsource/be-vietnam-pro";
const RANGES = {
  vietnamese: "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
  latin: "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FEFF,U+FFFD",
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
await build({
  entryPoints: { explore: "src/explore.js", editor: "src/editor.js", whole: "src/whole.js" },
  outdir: "dist", bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", logLevel: "warning",
});

let faces = "";
for (const [subset, range] of Object.entries(RANGES)) {
  for (const weight of [400, 700]) {
    const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
    cpSync(join(FONT, "files", name), join("dist", name));
    faces += `@font-face{font-family:"Be Vietnam Pro";font-weight:${weight};font-display:swap;src:url(${name}) format("woff2");unicode-range:${range}}\n`;
  }
}
writeFileSync("dist/fonts.css", faces);

// licences of all that is bundled
const own = JSON.parse(readFileSync("package-lock.json", "utf-8")).packages;
let licences = "";
for (const [path, about] of Object.entries(own)) {
  if (!path || about.dev || !existsSync(path)) continue;
  const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name));
  licences += `== ${path.replace("node_modules/", "")} ${about.version} (${about.license ?? "see text"})\n`;
  licences += (file ? readFileSync(join(path, file), "utf-8").trim() : "") + "\n\n";
}
writeFileSync("dist/LICENSES.txt", licences);

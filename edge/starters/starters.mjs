// Writes the ready programmes as lines of C++ (edge/starters.cpp), when the edge is built: {name, document}.
import {readFileSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';

const [output, ...files] = process.argv.slice(2);
const line_of = (file) => {
  const document = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  return `{"${basename(file, '.json')}", R"json(${document})json"},\n`;
};
writeFileSync(output, files.map(line_of).join(''));

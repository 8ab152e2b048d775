/** The screen of a terminal after the output. Supports the control sequences that Node's readline uses. */
export function screenOf(written: string, columns: number) {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    if (column === columns) {
      row += 1;
      column = 0;
    }
    rows[row] ??= [];
    const line = rows[row] ?? [];
    while (line.length < column) line.push(' ');
    line[column] = character;
    column += 1;
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: parses control sequences
  for (const [part, number, name] of written.matchAll(/\u001b\[([\d;]*)([A-Za-z])|\r\n|[\s\S]/g)) {
    const count = Number(number === '' ? 1 : number);
    if (name === 'A') row = Math.max(0, row - count);
    else if (name === 'B') row += count;
    else if (name === 'C') column += count;
    else if (name === 'D') column = Math.max(0, column - count);
    else if (name === 'G') column = count - 1;
    else if (name === 'J') {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? []).slice(0, column);
    } else if (name === 'K') rows[row] = (rows[row] ?? []).slice(0, column);
    else if (name === 'm') continue;
    else if (name !== undefined) throw new Error(`unknown control sequence ${JSON.stringify(part)}`);
    else if (part === '\r') column = 0;
    else if (part === '\n' || part === '\r\n') {
      row += 1;
      column = 0;
    } else put(part);
    while (rows.length <= row) rows.push([]);
  }
  const text = rows.map((line) => line.join('').trimEnd()).join('\n');
  return { text: text.trimEnd(), cursor: { row, column } };
}

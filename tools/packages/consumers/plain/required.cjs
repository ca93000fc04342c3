// Loads each entry by `require` and by `import`, and prints the entries that gave two instances.
async function compare() {
  const twice = [];
  for (const entry of process.argv.slice(2)) {
    const [required, imported] = [require(entry), await import(entry)];
    const names = Object.keys(required);
    if (names.some((name) => required[name] !== imported[name])) twice.push(entry);
    if (names.length !== Object.keys(imported).filter((name) => name !== 'module.exports').length) twice.push(entry);
  }
  console.log(`entries with two instances: ${twice.join(' ') || 'none'}`);
}

compare();

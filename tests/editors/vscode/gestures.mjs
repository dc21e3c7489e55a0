// What a hand does in a VS Code window, again until it takes: a busy editor drops keys and clicks. What never comes still fails.

/** Makes a gesture until what it is for is seen; `tries` times `patience` milliseconds. */
export async function until(seen, gesture, patience = 5_000, tries = 12) {
  for (let i = 1; ; i += 1) {
    await gesture().catch((error) => {
      if (i === tries) {
        throw error;
      }
    });
    try {
      return await seen.waitFor({ timeout: patience });
    } catch (error) {
      if (i === tries) {
        throw error;
      }
    }
  }
}

/** For `until`: that something is there no more. */
export const gone = (locator) => ({ waitFor: ({ timeout }) => locator.waitFor({ state: "detached", timeout }) });

/** Runs a command from the palette, by its title or the beginning of it. */
export async function command(page, title) {
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
  await until(row, async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>${title}`, { timeout: 5_000 });
  });
  await page.keyboard.press("Enter");
}

/** Takes a row of the list that is asked with. */
export async function choose(page, text, patience = 60_000) {
  await page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click({ timeout: patience });
}

/** A page as a browser without script sees it. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export interface Browser {
  open(url: string): Promise<Page>;
  /** Submits the page's one form, with the button that carries this value when it has several. */
  submit(page: Page, button?: { name: string; value: string }): Promise<Page>;
}

/** A browser of one person: follows redirects, keeps cookies of each origin, sends `Origin` with forms. */
export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  async function request(url: string, init: RequestInit = {}): Promise<Page> {
    const { origin } = new URL(url);
    const cookie = cookies.get(origin);
    const headers = { ...Object(init.headers), ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      if (/max-age=0/i.test(line)) cookies.delete(origin);
      else cookies.set(origin, pair);
    }
    const location = response.headers.get('location');
    if (location) return request(new URL(location, url).href);
    return { url, status: response.status, text: await response.text() };
  }
  return {
    open: (url) => request(url),
    submit(page, button) {
      const form = new URLSearchParams();
      for (const [, name = '', value = ''] of page.text.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
        form.set(name, value);
      }
      if (button) form.set(button.name, button.value);
      const action = /<form method="post"(?: action="([^"]*)")?/.exec(page.text)?.[1] ?? page.url;
      return request(new URL(action, page.url).href, {
        method: 'POST',
        body: form.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(page.url).origin },
      });
    },
  };
}

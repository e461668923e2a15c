import type { RequestListener } from "node:http";

/** What a page says. */
export interface Answer {
  readonly status: number;
  /** A text goes out as it is, anything else as JSON. */
  readonly body: unknown;
  readonly type?: string;
}

/** What can be asked, by path. */
export type Pages = Readonly<Record<string, () => Answer | Promise<Answer>>>;

/** Answers GET and HEAD requests with pages. */
export function answerPages(pages: Pages): RequestListener {
  const find = async (method: string | undefined, path: string): Promise<Answer> => {
    if (method !== "GET" && method !== "HEAD") return { status: 405, body: { error: "only GET" } };
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    return (await page?.()) ?? { status: 404, body: { error: `no page ${path}`, pages: Object.keys(pages) } };
  };
  return (request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    find(request.method, path).then(
      ({ status, body, type = "application/json" }) => {
        response.writeHead(status, { "content-type": type });
        response.end(typeof body === "string" ? body : `${JSON.stringify(body)}\n`);
      },
      (error: Error) => {
        response.writeHead(500, { "content-type": "text/plain" });
        response.end(`${error.message}\n`);
      },
    );
  };
}

import type { RequestListener } from "node:http";

/** What a page says. */
export interface Answer {
  readonly status: number;
  /** A text goes out as it is, anything else as JSON. */
  readonly body: unknown;
  readonly type?: string;
}

/** What can be asked, by path; a path that ends with a slash takes whatever follows it. */
export type Pages = Readonly<Record<string, (rest: string) => Answer | Promise<Answer>>>;

/** Answers GET and HEAD requests with pages. */
export function answerPages(pages: Pages): RequestListener {
  const listed = Object.keys(pages).map((path) => (path.endsWith("/") ? `${path}STREAM` : path));
  const find = async (method: string | undefined, path: string): Promise<Answer> => {
    if (method !== "GET" && method !== "HEAD") return { status: 405, body: { error: "only GET" } };
    const parent = path.slice(0, path.lastIndexOf("/") + 1);
    const known = [path, parent].find((one) => Object.hasOwn(pages, one));
    const page = known === undefined ? undefined : pages[known];
    const answer = await page?.(path.slice(known?.length));
    return answer ?? { status: 404, body: { error: `no page ${path}`, pages: listed } };
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

"""A site with news of trials in English and Chinese: a sitemap of sitemaps, a feed, pages that link on, and ETags."""

import gzip

import fake
import records

HOST = "news.example.org"
SITE = f"https://{HOST}"


class News(fake.Fake):
    hosts = (HOST,)
    validates = True

    def __init__(self, seed=0, fault_rate=0.0, size=24):
        super().__init__(seed, fault_rate)
        self.versions = dict.fromkeys(range(size), 1)
        self.challenges = False  # Turns programs away, with status 200.

    def robots(self):
        return f"User-agent: *\nDisallow: /private/\nAllow: /\nSitemap: {SITE}/sitemap.xml\n"

    def step(self):
        self.versions[len(self.versions) - 1] += 1  # The last page links to the first new one.
        for _ in range(2):
            self.versions[len(self.versions)] = 1
        self.versions[1] += 1

    def url(self, number):
        return f"{SITE}/zh/新闻/{number}.html" if number % 3 == 0 else f"{SITE}/news/{number}.html"

    def answer(self, asked):
        if self.challenges:
            return fake.Answer("<html><script>var arg1='FC0C2D8AD5673C5F';function reload(x){setCookie(\"acw_sc__v2\",x);document.location.reload();}"
                               "</script></html>", "text/html")
        number = next((n for n in self.versions if self.url(n) == SITE + asked.path), None)
        if number is not None:
            links = [self.url(number + 1) if number + 1 in self.versions else "/", "/private/drafts.html", "https://elsewhere.example/"]
            page = records.html_page(records.Report(number, self.versions[number]), links, chinese=number % 3 == 0)
            return fake.Answer(page.encode("gb18030") if number % 6 == 0 else page, "text/html; charset=" + ("gb2312" if number % 6 == 0 else "utf-8"))
        if asked.path == "/sitemap.xml":
            return fake.Answer(f"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{SITE}/1.xml.gz</loc></sitemap></sitemapindex>", "application/xml")
        if asked.path == "/1.xml.gz":
            urls = "".join(f"<url><loc>{self.url(n)}</loc></url>" for n in self.versions if n % 2 == 0)
            return fake.Answer(gzip.compress(f"<urlset>{urls}</urlset>".encode("utf-8"), mtime=0), "application/x-gzip")
        if asked.path == "/feed.xml":
            items = "".join(f"<item><title>{n}</title><link>{self.url(n)}</link></item>" for n in self.versions if n % 2 == 1)
            return fake.Answer(f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>', "application/rss+xml")
        return fake.Answer("<!DOCTYPE html><html><body>Not found</body></html>", "text/html", 404)


if __name__ == "__main__":
    fake.main(News)

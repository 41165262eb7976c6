"""Looking at one page as axe does, and at what axe does not look at: requests, complaints, the width of a phone."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

from tests.browser.conftest import PHONE, SCREENSHOTS, WIDE, is_too_wide

SIZES: Mapping[str, Any] = {"1440": WIDE, "390": PHONE}
SCHEMES = ("light", "dark")
CROSSINGS = tuple(product(SIZES, SCHEMES))
# Each of two languages gets one half: so each page is seen with any two of language, scheme and size together.
HALVES = ((("1440", "light"), ("390", "dark")), (("1440", "dark"), ("390", "light")))
EVERYTHING = os.environ.get("ACCESS") == "everything"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALWAYS = {
    "resultTypes": ["violations"],
    # Nothing is in a frame, and style sheets of other hosts would be found otherwise.
    "iframes": False,
    "preload": False,
}
# What looks at colours.
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# The dark scheme decides on nothing but colours, so that it is asked about nothing else.
AXE_OPTIONS: Mapping[str, Any] = {
    "light": {
        **ALWAYS,
        "runOnly": {"type": "tag", "values": TAGS},
        # Switched off in axe itself unless it is named.
        "rules": {"target-size": {"enabled": True}},
    },
    "dark": {**ALWAYS, "runOnly": {"type": "rule", "values": COLOUR_RULES}},
}
RUN_AXE = "(options) => axe.run(document, options).then(({ violations }) => violations)"
# Where a bar stays in sight at the bottom, nothing is below it at the end of the page.
SETTLED = """() => {
    const bars = [...document.querySelectorAll(".actionbar, .savebar-sticky")];
    const isCovered = bars.some((bar) => getComputedStyle(bar).position === "sticky");
    scrollTo(0, isCovered ? document.documentElement.scrollHeight : 0);
    return document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => true);
}"""
# What names another element that is not there, and fields that are wrong and do not say why.
LOOSE_ENDS = """() => {
    const loose = ["aria-describedby", "aria-labelledby", "aria-controls"].flatMap((name) =>
        [...document.querySelectorAll(`[${name}]`)].flatMap((element) =>
            element.getAttribute(name).split(/\\s+/)
                .filter((id) => id && !document.getElementById(id))
                .map((id) => `${name} names ${id}, which is not there`)));
    const [fields, tied] = ["input:not([type=hidden]), select, textarea", "[aria-invalid][aria-describedby]"];
    const untied = [...document.querySelectorAll(".has-errors")]
        .filter((box) => ![...box.querySelectorAll(fields)].some((one) => one.matches(tied)))
        .map((box) => `does not say what is wrong with: ${box.textContent.trim().slice(0, 60)}`);
    return [...loose, ...untied];
}"""
# Before anything else of the page runs. The policy of the page itself stays in force.
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`${event.violatedDirective} stopped ${event.blockedURI || event.sample}`);
});
"""

# Sends what a form would send, from a page that has one.
FILL_IN = """([action, data]) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action });
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, values] of Object.entries({ ...data, csrfmiddlewaretoken: token })) {
        for (const value of [values].flat()) {
            form.append(Object.assign(document.createElement("input"), { name, value }));
        }
    }
    document.body.append(form);
    form.submit();
}"""


def crossings_of(language: str) -> Sequence[tuple[str, str]]:
    """Return the sizes and schemes in which the pages of a language are looked at: half of them, or all."""
    codes = [code for code, _name in settings.LANGUAGES]
    return CROSSINGS if EVERYTHING else HALVES[codes.index(language) % len(HALVES)]


def in_language(context: Any, code: str, url: str) -> None:
    """Let whoever uses a browser's context read the tool in a language."""
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": code, "url": url}])


@dataclass
class Examiner:
    """A browser's context that keeps what is wrong with the pages that it is led to."""

    context: Any
    url: str
    language: str
    wrong: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        in_language(self.context, self.language, self.url)
        self.context.add_init_script(LISTEN)
        self.context.add_init_script(AXE_SCRIPT)
        self.context.on("request", self.hear_request)
        self.context.on("console", self.hear_console)
        self.context.on("weberror", lambda told: self.heard.append(str(told.error)))
        self.page = self.context.new_page()

    def enter(self, person: Any) -> str:
        """Sign a person in, without the pages for it, and return the key of their session."""
        client = Client()
        client.force_login(person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.url}])
        return key

    def visit(self, name: str, path: str, status: int = HTTPStatus.OK) -> None:
        """Look at the page of an address, which has to be there and to lead nowhere else."""
        answer = self.page.goto(f"{self.url}{path}")
        if answer.status != status:
            self.wrong.append(f"{name}: {path} answers with {answer.status}")
        if answer.request.redirected_from:
            self.wrong.append(f"{name}: {path} leads to {answer.url}")
        self.examine(name)

    def post(self, name: str, path: str, data: Mapping[str, Any]) -> None:
        """Look at what a form is answered with."""
        self.page.goto(f"{self.url}/")
        with self.page.expect_navigation():
            self.page.evaluate(FILL_IN, [path, data])
        self.examine(name)

    def hear_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.url).netloc:
            self.heard.append(f"asks another host: {request.url}")

    def hear_console(self, message: Any) -> None:
        is_answer = "the server responded with a status of" in message.text
        if message.type in ("error", "warning") and not is_answer:
            self.heard.append(f"says: {message.text}")

    def examine(self, name: str) -> None:
        """Look at the page as it is now, in its schemes and sizes, and keep what is wrong."""
        page = self.page
        self.wrong += [f"{name} [{self.language}] {told}" for told in self.once()]
        for width, scheme in crossings_of(self.language):
            page.set_viewport_size(SIZES[width])
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(SETTLED)
            self.wrong += [f"{name} [{self.language} {scheme} {width}] {told}" for told in self.each_time(scheme)]
            self.picture(name, scheme, width)
        self.wrong += [f"{name} [{self.language}] {told}" for told in self.heard]
        self.heard.clear()

    def once(self) -> Iterator[str]:
        """What neither the scheme nor the size changes."""
        page = self.page
        if (language := page.locator("html").get_attribute("lang")) != self.language:
            yield f"is said to be in {language}"
        if not page.title().strip():
            yield "has no title"
        if (headings := page.locator("h1:visible").count()) != 1:
            yield f"has {headings} headings of the first level"
        yield from page.evaluate(LOOSE_ENDS)

    def each_time(self, scheme: str) -> Iterator[str]:
        if is_too_wide(self.page):
            yield "is wider than the screen"
        for violation in self.page.evaluate(RUN_AXE, AXE_OPTIONS[scheme]):
            for node in violation["nodes"]:
                reasons = " ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
                yield f"{violation['id']}: {node['target']} {node['html'][:160]} {reasons[:300]}"

    def picture(self, name: str, scheme: str, width: str) -> None:
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS) / f"{self.language}-{scheme}-{width}"
            folder.mkdir(parents=True, exist_ok=True)
            plain = "".join(sign if sign.isalnum() else "-" for sign in name)[:80]
            self.page.screenshot(path=folder / f"{plain}.png", full_page=True)

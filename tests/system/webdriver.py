"""A small client of the W3C WebDriver protocol: headless Chromium driven by chromedriver, with the standard library alone."""

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

# Keys as the protocol names them.
SHIFT, CONTROL, ENTER, ESCAPE, TAB, BACKSPACE = "\ue008", "\ue009", "\ue007", "\ue00c", "\ue004", "\ue003"
DOWN, UP = "\ue015", "\ue013"


def programs():
    """Paths of the browser and its driver; None where one is missing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class WebDriverError(Exception):
    pass


class Browser:
    """One headless browser with an empty profile. Use as a context manager, or call close()."""

    def __init__(self, width=1280, height=800, language="en-GB", dark=False, arguments=()):
        browser, driver = programs()
        self.profile = tempfile.mkdtemp(prefix="trialmine-browser-")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.driver = subprocess.Popen([driver, f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.session = None
        try:
            self._wait_for_driver()
            flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--disable-sync",
                     "--force-color-profile=srgb", f"--window-size={width},{height}", f"--lang={language}",
                     f"--accept-lang={language}", f"--user-data-dir={self.profile}", *arguments]
            if dark:
                flags.append("--blink-settings=preferredColorScheme=0")
            options = {"binary": browser, "args": flags, "prefs": {"intl.accept_languages": language}}
            answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
            self.session = answer["sessionId"]
            self.call("POST", "/timeouts", {"script": 110_000})  # Longer than wait(): what it has to say is of more use.
            self.resize(width, height)
        except BaseException:
            self.close()
            raise

    def _wait_for_driver(self):
        end = time.monotonic() + 30
        while True:
            try:
                if self._call("GET", "/status")["ready"]:
                    return
            except (OSError, http.client.HTTPException):
                pass
            if self.driver.poll() is not None or time.monotonic() > end:
                raise WebDriverError("chromedriver did not start")
            time.sleep(0.02)

    def _call(self, method, path, body=None, timeout=120):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            value = json.loads(response.read())["value"]
        finally:
            connection.close()
        if response.status != 200:
            raise WebDriverError(f"{value.get('error')}: {value.get('message', '')[:2000]}")
        return value

    def call(self, method, path, body=None):
        return self._call(method, f"/session/{self.session}{path}", body)

    def close(self):
        if self.session:
            try:
                self.call("DELETE", "")
            except (OSError, WebDriverError, http.client.HTTPException):
                pass
            self.session = None
        try:
            os.killpg(self.driver.pid, signal.SIGKILL)  # The group that this object began: the driver and its browser.
        except ProcessLookupError:
            pass
        self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- what tests do

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def reload(self):
        self.call("POST", "/refresh", {})

    @property
    def url(self):
        return self.call("GET", "/url")

    def resize(self, width, height):
        """Sizes the page itself, whatever the window's frame takes."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script, *arguments):
        """Runs JavaScript and returns what it returns; a promise is waited for."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def keys(self, *strokes):
        """Types keys, one after the other, wherever the focus is. "J" is Shift and j."""
        actions = []
        for stroke in "".join(strokes):
            shifted = stroke.isascii() and stroke.isupper()
            if shifted:
                actions.append({"type": "keyDown", "value": SHIFT})
            actions += [{"type": "keyDown", "value": stroke}, {"type": "keyUp", "value": stroke}]
            if shifted:
                actions.append({"type": "keyUp", "value": SHIFT})
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def wait(self, script, *arguments, seconds=60, why=None):
        """Waits until the expression is true and returns its value. Looks at every frame, within the page."""
        waiting = """
          const [until, ...given] = arguments;
          return new Promise((resolve) => {
            const end = performance.now() + until;
            const look = () => {
              let value = null;
              try { value = (function () { return (""" + script + """); }).apply(null, given); } catch (error) { value = null; }
              if (value || performance.now() > end) resolve(value || null);
              else setTimeout(look, 5);
            };
            look();
          });"""
        value = self.call("POST", "/execute/sync", {"script": waiting, "args": [seconds * 1000, *arguments]})
        if not value:
            raise AssertionError(f"{why or script} did not come true in {seconds} s; the page says: {self.text()[:1500]}")
        return value

    def text(self, selector="body"):
        return self.run("const e = document.querySelector(arguments[0]); return e ? e.innerText : '';", selector)

    def screenshot(self, path=None):
        image = base64.b64decode(self.call("GET", "/screenshot"))
        if path:
            with open(path, "wb") as file:
                file.write(image)
        return image

    def log(self):
        """What the page wrote to the console since the last call: errors, refused requests."""
        return self.call("POST", "/se/log", {"type": "browser"})

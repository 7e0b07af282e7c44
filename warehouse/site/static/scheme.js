/* Light or dark: as the system says, or as the reader chose with the button. */
"use strict";
(function () {
  const page = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("scheme");
    } catch (_refused) {
      return null;
    }
  }

  function keep(scheme) {
    try {
      localStorage.setItem("scheme", scheme);
    } catch (_refused) {
      /* The choice holds for this page then. */
    }
  }

  function shown() {
    return page.dataset.scheme || (system.matches ? "dark" : "light");
  }

  const before = chosen();
  if (before === "light" || before === "dark") {
    page.dataset.scheme = before;
  }

  document.addEventListener("DOMContentLoaded", function () {
    const button = document.getElementById("scheme");
    const label = function () {
      button.textContent = shown() === "dark" ? "Light" : "Dark";
      button.setAttribute("aria-label", shown() === "dark" ? "Light colours" : "Dark colours");
    };
    button.hidden = false;
    label();
    system.addEventListener("change", label);
    button.addEventListener("click", function () {
      page.dataset.scheme = shown() === "dark" ? "light" : "dark";
      keep(page.dataset.scheme);
      label();
    });
  });
})();

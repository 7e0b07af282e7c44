/* Buttons that copy the lines below them, where the browser lets a page do so. */
"use strict";
(function () {
  if (!navigator.clipboard) {
    return;
  }
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const code = button.parentElement.querySelector("code").textContent;
      navigator.clipboard.writeText(code).then(
        () => (button.textContent = "Copied"),
        () => (button.textContent = "Select and copy it yourself"),
      );
    });
  }
})();

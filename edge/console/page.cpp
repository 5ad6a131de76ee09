#include "edge/console/page.h"

namespace laurel::console {

const std::string_view page_html = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Laurel: admin key</title>
<script type="module" src="admin/page.js"></script>
</head>
<body>
<main>
<h1>Your admin key</h1>
<p id="say" role="status">Press the button to make a key. The link that brought you here works once, for 30 minutes.</p>
<p><button id="make" type="button">Make the key</button></p>
<p><output id="key"></output></p>
</main>
<noscript><p>This page needs JavaScript. Without it, make a key at the command line: laurel key create</p></noscript>
</body>
</html>
)html";

const std::string_view page_script = R"js(const say = document.getElementById('say');
const make = document.getElementById('make');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
if (!token) {
  make.hidden = true;
  say.textContent = 'This address lacks its token. Open the whole link, or make a new one: laurel key link';
}
make.addEventListener('click', async () => {
  make.disabled = true;
  try {
    const response = await fetch('v1/admin/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    document.getElementById('key').textContent = answer.key;
    say.textContent = 'Keep this key like a password. It is shown only now.';
    make.hidden = true;
  } catch (error) {
    make.disabled = false;
    say.textContent = `No key was made: ${error.message}`;
  }
});
)js";

}  // namespace laurel::console

// Where the API asks who is there: a key, kept only until the window closes.
import { useState } from "react";
import { hasKey, signIn } from "./api";

export function SignIn({ done }: { done: () => void }) {
  const [key, setKey] = useState("");
  const wasRefused = hasKey();
  return (
    <main className="sign-in">
      <h1>Sign in</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn(key.trim());
          done();
        }}
      >
        <label>
          API key or token
          <input type="password" autoComplete="off" required autoFocus value={key} onChange={(event) => setKey(event.target.value)} />
        </label>
        {wasRefused && <p className="notice error" role="alert">The API does not take this key: it is unknown, has expired or was revoked.</p>}
        <button type="submit" className="main">Sign in</button>
        <p className="soft">The key stays in this window and is gone when you close it. Ask an operator for one.</p>
      </form>
    </main>
  );
}

"""The pages: server-rendered, every form works without JavaScript, Post → 303 → Get."""

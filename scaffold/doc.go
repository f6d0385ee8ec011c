// Package scaffold sets up sign-in in a Streamlit project: answers become a
// plan, a plan is shown, and then applied, all or nothing.
//
//	Read ──▶ Project ──Plan(answers)──▶ Plan ──Apply──▶ files
//
// It reads the disk and asks git; it never prompts, prints or uses the network.
package scaffold
